import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import type { Log } from '../log.ts';
import type { OutboxRow } from '../outbox/deliver-outbox.ts';
import { type BusEvents, type BusTopic, patternsOf } from './topics.ts';

/** Something that happened, as it stands in the outbox. */
export interface BusEvent<T extends BusTopic> {
  /** `shared.outbox.id`; the same when it is told again. */
  id: string;
  topic: T;
  payload: BusEvents[T];
}

/** Called at least once for an event, in the process that delivers the outbox. */
export type EventHandler<T extends BusTopic> = (event: BusEvent<T>) => Promise<void> | void;

export interface EventBus {
  /** @returns ends the subscription */
  subscribe<T extends BusTopic>(topic: T, handler: EventHandler<T>): () => void;
  /**
   * Tells subscribers, and puts the event into the queue of every webhook that asked for it. Twice does no harm
   * there. No HTTP is done here: that is `deliver-webhooks.ts`.
   *
   * @throws what a subscriber throws, once the others were told: the outbox tells the event again
   */
  dispatch(row: OutboxRow): Promise<void>;
}

export interface EventBusOptions {
  db: Database;
  log: Log;
  /** There are webhooks to call. */
  onDeliveries?: () => void;
}

/**
 * The one bus that domain events go over, on their way from the outbox.
 *
 * @example
 * const bus = createEventBus({ db, log });
 * bus.subscribe('avatar.used', ({ payload }) => console.log(payload.avatarId));
 */
export function createEventBus({ db, log, onDeliveries = () => {} }: EventBusOptions): EventBus {
  const handlers = new Map<string, Set<EventHandler<never>>>();
  return {
    subscribe(topic, handler) {
      const those = handlers.get(topic) ?? new Set();
      handlers.set(topic, those.add(handler as EventHandler<never>));
      return () => those.delete(handler as EventHandler<never>);
    },
    async dispatch(row) {
      if ((await queueDeliveries(db, row)) > 0) onDeliveries();
      const told = await Promise.allSettled(
        [...(handlers.get(row.topic) ?? [])].map(async (handler) => handler(row as never)),
      );
      const failures = told.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      for (const err of failures) log.error({ err, topic: row.topic, event: row.id }, 'a subscriber failed');
      if (failures.length > 0) throw failures[0];
    },
  };
}

/** @returns how many webhooks are to be called that were not before */
async function queueDeliveries(db: Database, { id, topic, payload }: OutboxRow): Promise<number> {
  const { organizationId, webhookId } = payload;
  if (typeof organizationId !== 'string') return 0;
  // a test is for one webhook, whatever it asked for, also while it is off
  const asked =
    topic === 'webhook.test'
      ? sql`id = ${webhookId}`
      : sql`active AND topics && ${sql.param(patternsOf(topic))}::text[]`;
  const { rowCount } = await db.execute(sql`
    INSERT INTO shared.webhook_deliveries (webhook_id, event_id, topic, payload, created_at)
    SELECT id, ${id}::uuid, ${topic}, ${JSON.stringify(payload)}::jsonb,
           coalesce((SELECT created_at FROM shared.outbox WHERE id = ${id}), now())
    FROM shared.webhooks WHERE organization_id = ${organizationId} AND ${asked}
    ON CONFLICT (webhook_id, event_id) DO NOTHING`);
  return rowCount ?? 0;
}
