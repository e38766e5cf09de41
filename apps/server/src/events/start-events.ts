import { slotsOfAvatar } from '../cache/cache-keys.ts';
import type { Services } from '../services.ts';
import { startWebhookWorker } from './deliver-webhooks.ts';
import { createEventBus, type EventBus } from './event-bus.ts';

export interface Events {
  /** For the outbox to tell. */
  bus: EventBus;
  /** After the outbox, before the database closes. */
  stop(): Promise<void>;
}

/** The bus, and the webhooks that it feeds; where the outbox is delivered. */
export function startEvents({ cache, config, database, log, sealing }: Services): Events {
  const { db } = database;
  const webhooks = startWebhookWorker({ config, db, log, seal: sealing.common });
  const bus = createEventBus({ db, log, onDeliveries: webhooks.wake });
  // nobody is shown it any more; this is about what is kept
  bus.subscribe('avatar.deleted', ({ payload }) => cache.forget(slotsOfAvatar(payload.avatarId)));
  return { bus, stop: webhooks.stop };
}
