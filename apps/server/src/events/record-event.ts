import { sql } from 'drizzle-orm';
import type { Transaction } from '../database/database.ts';
import { outbox } from '../database/schema.ts';
import { OUTBOX_CHANNEL } from '../jobs/enqueue-job.ts';
import type { DomainEvents, Topic } from './domain-events.ts';

/** Writes an event into the outbox of the transaction that it tells of, and into the avatar's analytics. */
export async function recordEvent<T extends Topic>(
  tx: Transaction,
  topic: T,
  payload: DomainEvents[T],
): Promise<void> {
  const { avatarId, organizationId: _organizationId, ...data } = payload;
  await tx.insert(outbox).values({ topic, payload: { ...payload } });
  await tx.execute(sql`
    INSERT INTO avatar.analytics (avatar_id, event_type, event_data)
    VALUES (${avatarId}, ${topic}, ${JSON.stringify(data)}::jsonb)`);
  await tx.execute(sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`);
}
