import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** How much there is to do. */
export interface QueueDepth extends Record<string, unknown> {
  /** Jobs that wait, those that will be tried again included. */
  queued: number;
  processing: number;
  /** How long the one that has waited longest has done so; null when none waits. */
  oldestSeconds: number | null;
}

/** By the rows and not by the queue, so that it holds on every engine and while one is away. */
export async function queueDepth(db: Database): Promise<QueueDepth> {
  const { rows } = await db.execute<QueueDepth>(sql`
    SELECT count(*) FILTER (WHERE status = 'queued')::int AS queued,
      count(*) FILTER (WHERE status = 'processing')::int AS processing,
      round(extract(epoch FROM now() - min(created_at) FILTER (WHERE status = 'queued')))::float8
        AS "oldestSeconds"
    FROM avatar.processing_jobs WHERE status IN ('queued', 'processing')`);
  return rows[0] as QueueDepth;
}
