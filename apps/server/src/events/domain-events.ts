/** What happened, by topic: spec 2's events and those of pictures. Ids and figures only, never personal data. */
export interface DomainEvents {
  'avatar.created': { avatarId: string; userId: string; organizationId: string };
  'avatar.processing.started': { avatarId: string; jobId: string; organizationId: string };
  /** `processingTime` in milliseconds. */
  'avatar.processing.completed': {
    avatarId: string;
    jobId: string;
    organizationId: string;
    processingTime: number;
  };
  /** `error` is a code of the error catalogue. */
  'avatar.processing.failed': { avatarId: string; jobId: string; organizationId: string; error: string };
  /** `changes` are names of fields, never their values. */
  'avatar.updated': { avatarId: string; userId: string; organizationId: string; changes: readonly string[] };
  'avatar.used': { avatarId: string; userId: string; organizationId: string };
  'avatar.deleted': { avatarId: string; userId: string; organizationId: string; erased: boolean };
  'avatar.shared': { avatarId: string; userId: string; organizationId: string; sharedWith: string };
}

export type Topic = keyof DomainEvents;
