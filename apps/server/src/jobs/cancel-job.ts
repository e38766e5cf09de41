import { sql } from 'drizzle-orm';
import { type Database, inTransaction } from '../database/database.ts';
import { CATALOGUE } from '../errors.ts';
import { recordEvent } from '../events/record-event.ts';
import { tellWatchers } from './job-rows.ts';

/** The PostgreSQL channel that tells whoever does a job to let go of it; the payload is its id. */
export const CANCEL_CHANNEL = 'likeness_cancel';

/**
 * Cancels a job: one that waits is not begun, one that runs is aborted in whatever process that is. An avatar
 * that waited for it is `ready` with the model that it had, or in `error` without one.
 *
 * @returns false when there is no such job or it has ended
 */
export async function cancelJob(db: Database, jobId: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ avatar_id: string; organization_id: string; job_type: string }>(sql`
      UPDATE avatar.processing_jobs j SET status = 'cancelled', error_code = 'job_cancelled',
        error_message = ${CATALOGUE.job_cancelled.detail}, completed_at = clock_timestamp(),
        duration_ms = (extract(epoch FROM clock_timestamp() - started_at) * 1000)::int, updated_at = now()
      FROM avatar.avatars a
      WHERE j.id = ${jobId} AND j.status IN ('queued', 'processing') AND a.id = j.avatar_id
      RETURNING j.avatar_id, a.organization_id, j.job_type`);
    const [row] = rows;
    if (row === undefined) return false;
    const job = { jobId, avatarId: row.avatar_id, organizationId: row.organization_id };
    await tx.execute(sql`
      UPDATE avatar.avatars SET version = version + 1, updated_at = now(), status = CASE WHEN EXISTS (
          SELECT 1 FROM avatar.models WHERE avatar_id = ${job.avatarId} AND state = 'ready'
        ) THEN 'ready' ELSE 'error' END
      WHERE id = ${job.avatarId} AND status = 'processing' AND NOT EXISTS (
        SELECT 1 FROM avatar.processing_jobs
        WHERE avatar_id = ${job.avatarId} AND status IN ('queued', 'processing'))`);
    // photos that nobody will read now go, and are shown no more
    if (row.job_type === 'avatar:process-photos') {
      await tx.execute(sql`
        UPDATE avatar.photos SET state = 'removing', keep_until = clock_timestamp()
        WHERE avatar_id = ${job.avatarId} AND state = 'stored' AND processed_at IS NULL`);
    }
    await recordEvent(tx, 'avatar.processing.failed', { ...job, error: 'job_cancelled' });
    await tellWatchers(tx, job);
    await tx.execute(sql`SELECT pg_notify(${CANCEL_CHANNEL}, ${jobId})`);
    return true;
  });
}
