/** Where something is kept, and for how long at most. */
export interface CacheSlot {
  key: string;
  /** ms */
  life: number;
}

const HOUR = 3_600_000;

/**
 * Spec 2's keys and lives (3.2.3). What is kept there of a person is sealed with the person's own key. Its list of a
 * user's avatars is not kept: to tell whether it is still right costs the query that it would save.
 */
export const CACHE = {
  /** What the details of an avatar tell of its body. */
  metadata: (avatarId: string) => ({ key: `avatar:${avatarId}:metadata`, life: HOUR }),
  measurements: (avatarId: string) => ({ key: `avatar:${avatarId}:measurements`, life: HOUR }),
  /** How far the job is that was asked for last. */
  processing: (avatarId: string) => ({ key: `avatar:${avatarId}:processing`, life: 2 * HOUR }),
  /** Until when a user may make no more avatars. */
  creation: (userId: string) => ({ key: `ratelimit:avatar:create:${userId}`, life: HOUR }),
} as const satisfies Record<string, (id: string) => CacheSlot>;

/** Everything that is kept of an avatar. */
export const slotsOfAvatar = (avatarId: string): CacheSlot[] => [
  CACHE.metadata(avatarId),
  CACHE.measurements(avatarId),
  CACHE.processing(avatarId),
];
