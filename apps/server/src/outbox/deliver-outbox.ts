import { sql } from 'drizzle-orm';
import { type Database, inTransaction } from '../database/database.ts';

export interface OutboxRow {
  id: string;
  topic: string;
  payload: Record<string, unknown>;
}

/** What follows an event, by topic. Called at least once for each, so it must be idempotent. */
export type OutboxHandlers = Readonly<Record<string, (row: OutboxRow) => Promise<void>>>;

const BATCH = 500;

/**
 * Delivers what waits in the outbox, oldest first, and forgets what was delivered a week ago. A handler
 * that throws leaves its batch for the next time.
 *
 * @returns how many were delivered
 */
export async function deliverOutbox(db: Database, handlers: OutboxHandlers): Promise<number> {
  let delivered = 0;
  for (;;) {
    const count = await inTransaction(db, async (tx) => {
      const { rows } = await tx.execute<{ id: string; topic: string; payload: Record<string, unknown> }>(sql`
        SELECT id, topic, payload FROM shared.outbox
        WHERE delivered_at IS NULL ORDER BY created_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
      for (const row of rows) await handlers[row.topic]?.(row);
      const ids = rows.map(({ id }) => id);
      await tx.execute(
        sql`UPDATE shared.outbox SET delivered_at = clock_timestamp() WHERE id = ANY(${sql.param(ids)}::uuid[])`,
      );
      return rows.length;
    });
    delivered += count;
    if (count < BATCH) break;
  }
  await db.execute(sql`DELETE FROM shared.outbox WHERE delivered_at < now() - interval '7 days'`);
  return delivered;
}
