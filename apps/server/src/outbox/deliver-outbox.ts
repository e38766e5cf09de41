import { sql } from 'drizzle-orm';
import { type Database, inTransaction } from '../database/database.ts';

export interface OutboxRow {
  id: string;
  topic: string;
  payload: Record<string, unknown>;
}

export interface DeliverOutbox {
  db: Database;
  /** What follows a row. Called at least once for each, so it must be idempotent. */
  deliver: (row: OutboxRow) => Promise<void>;
  /** Rows to leave alone for now. */
  except?: readonly string[];
  /** Topics that cannot be delivered now; asked before every row, as that may begin at any time. */
  held?: () => readonly string[];
  /** Told of a row that could not be delivered; it stays, and the others go on. */
  onFailure?: (row: OutboxRow, error: unknown) => void;
}

/** A crash delivers at most these once more. */
const BATCH = 100;

/**
 * Delivers the oldest rows that wait in the outbox. Any number may do so at the same time: a row that one has
 * taken up is not there for the others.
 *
 * @returns how many were taken up; 0 when none is left
 */
export async function deliverOutbox({
  db,
  deliver,
  except = [],
  held = () => [],
  onFailure,
}: DeliverOutbox): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ id: string; topic: string; payload: Record<string, unknown> }>(sql`
      SELECT id, topic, payload FROM shared.outbox
      WHERE delivered_at IS NULL AND id <> ALL(${sql.param(except)}::uuid[])
        AND topic <> ALL(${sql.param(held())}::text[])
      ORDER BY created_at LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
    const delivered: string[] = [];
    for (const row of rows) {
      if (held().includes(row.topic)) continue;
      try {
        await deliver(row);
        delivered.push(row.id);
      } catch (error) {
        onFailure?.(row, error);
      }
    }
    await tx.execute(
      sql`UPDATE shared.outbox SET delivered_at = clock_timestamp() WHERE id = ANY(${sql.param(delivered)}::uuid[])`,
    );
    return rows.length;
  });
}
