import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** What a job is thought to take before there were any. */
const FIRST_GUESS = 2_000;

/** When a new job of this priority will probably be done: those before it, and itself, at the pace of the last hundred. */
export async function estimatedSeconds(db: Database, priority: number): Promise<number> {
  // an estimate must not fail what it is an estimate of
  const { rows } = await db
    .execute<{ ahead: number; each: number | null }>(sql`
    SELECT (SELECT count(*)::int FROM avatar.processing_jobs
            WHERE status IN ('queued', 'processing') AND priority <= ${priority}) AS ahead,
           (SELECT avg(duration_ms)::int FROM (
              SELECT duration_ms FROM avatar.processing_jobs
              WHERE status = 'completed' ORDER BY created_at DESC LIMIT 100) AS last) AS each`)
    .catch(() => ({ rows: [] }));
  const { ahead = 1, each = null } = rows[0] ?? {};
  return Math.max(1, Math.ceil((Math.max(1, ahead) * (each ?? FIRST_GUESS)) / 1_000));
}
