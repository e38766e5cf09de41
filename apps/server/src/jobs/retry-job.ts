import { sql } from 'drizzle-orm';
import { type Database, inTransaction, type Transaction } from '../database/database.ts';
import { sendToQueue } from './enqueue-job.ts';
import { tellWatchers } from './job-rows.ts';

/**
 * Queues a job that has failed again, with as many tries as a new one.
 *
 * @returns false when there is no such job or it has not failed
 */
export async function retryJob(db: Database, jobId: string): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ avatar_id: string; job_type: string }>(sql`
      UPDATE avatar.processing_jobs SET status = 'queued', attempts = 0, progress = 0, current_step = NULL,
        error_code = NULL, error_message = NULL, started_at = NULL, completed_at = NULL, duration_ms = NULL,
        updated_at = now()
      WHERE id = ${jobId} AND status = 'failed' RETURNING avatar_id, job_type`);
    const [row] = rows;
    if (row === undefined) return false;
    if (row.job_type !== 'avatar:export') await awaitAgain(tx, row.avatar_id);
    await sendToQueue(tx, jobId);
    await tellWatchers(tx, { jobId, avatarId: row.avatar_id });
    return true;
  });
}

/** @returns how many had failed and are queued again */
export async function retryFailedJobs(db: Database): Promise<number> {
  const { rows } = await db.execute<{ id: string }>(
    sql`SELECT id FROM avatar.processing_jobs WHERE status = 'failed' ORDER BY created_at`,
  );
  let retried = 0;
  for (const { id } of rows) if (await retryJob(db, id)) retried += 1;
  return retried;
}

const awaitAgain = (tx: Transaction, avatarId: string) =>
  tx.execute(sql`
    UPDATE avatar.avatars SET status = 'processing', version = version + 1, updated_at = now()
    WHERE id = ${avatarId} AND status = 'error'`);
