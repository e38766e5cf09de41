import type { DomainEvents, Topic } from './domain-events.ts';

/** Changes of portraits, as `portraits/references.ts` records them. */
export interface PortraitEvents {
  'portrait.uploaded': PortraitChanged;
  'portrait.deleted': PortraitChanged;
  'portrait.restored': PortraitChanged;
  'portrait.erased': { entityId: string; organizationId: string; avatarIds: readonly string[] };
}

interface PortraitChanged {
  entityId: string;
  organizationId: string;
  /** Of a deletion, the picture that is no longer shown. */
  avatarId: string;
  previousAvatarId?: string;
}

/** Everything that goes over the bus. */
export interface BusEvents extends DomainEvents, PortraitEvents {
  /** Pictures that nobody refers to any more are gone. Of no organization, so that no webhook is told. */
  'blob.swept': { avatarIds: readonly string[] };
  /** Whoever's bodies they were has none left, nor a key. Of no organization: webhooks are told of each avatar. */
  'bodies.erased': { userId: string };
  /** Nobody is known by that id any more. Of no organization, so that no webhook is told. */
  'person.erased': { userId: string };
  /** Asked for by an admin, for one webhook. */
  'webhook.test': { webhookId: string; organizationId: string };
}

export type BusTopic = keyof BusEvents;

const AVATAR_TOPICS = [
  'avatar.created',
  'avatar.processing.started',
  'avatar.processing.completed',
  'avatar.processing.failed',
  'avatar.updated',
  'avatar.used',
  'avatar.deleted',
  'avatar.shared',
] as const satisfies readonly Topic[];

const PORTRAIT_TOPICS = [
  'portrait.uploaded',
  'portrait.deleted',
  'portrait.restored',
  'portrait.erased',
] as const satisfies readonly (keyof PortraitEvents)[];

/** What a webhook can ask for: a topic, or all that begin so. */
export const TOPIC_PATTERNS = [
  '*',
  'avatar.*',
  'avatar.processing.*',
  'portrait.*',
  ...AVATAR_TOPICS,
  ...PORTRAIT_TOPICS,
] as const;

/**
 * Everything that a webhook may have asked for to be told of a topic.
 *
 * @example patternsOf('avatar.used') // ['*', 'avatar.*', 'avatar.used']
 */
export function patternsOf(topic: string): string[] {
  const parts = topic.split('.');
  const prefixes = parts.slice(0, -1).map((_, index) => `${parts.slice(0, index + 1).join('.')}.*`);
  return ['*', ...prefixes, topic];
}
