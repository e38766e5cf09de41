import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { queueIdOf } from './enqueue-job.ts';
import type { JobQueue } from './queue-engine.ts';

/** ms before the second try; doubled before every further one */
export const FIRST_WAIT = 2_000;

export interface DeliverJob {
  db: Database;
  queue: JobQueue;
  /** Tries of a job. */
  attempts: number;
}

/** The queue did not take a job: no other would fare better now. */
export class QueueFailed extends Error {
  constructor(cause: unknown) {
    super(`the queue failed: ${cause instanceof Error ? cause.message : String(cause)}`);
    this.name = 'QueueFailed';
  }
}

/**
 * Puts a job into the queue; once, however often it is delivered. A job that is no longer waiting for that, as
 * it was cancelled or has begun, is left alone.
 *
 * @throws Error when the queue still holds an earlier run of the same job: try again
 * @throws QueueFailed
 */
export async function deliverJob({ db, queue, attempts }: DeliverJob, jobId: string): Promise<void> {
  const { rows } = await db.execute<{ job_type: string; priority: number }>(sql`
    UPDATE avatar.processing_jobs SET max_attempts = ${attempts} WHERE id = ${jobId} AND status = 'queued'
    RETURNING job_type, priority`);
  const [row] = rows;
  if (row === undefined) return;
  const state = await putIn(queue, jobId, { ...row, attempts }).catch((cause: unknown) => {
    throw new QueueFailed(cause);
  });
  // A worker is about to begin it, or to let go of a run that has ended: which, the next look tells.
  if (state === 'active') throw new Error('the queue is still at work on an earlier run of this job');
}

/** @returns what the queue knew of the job before */
async function putIn(
  queue: JobQueue,
  jobId: string,
  { job_type, priority, attempts }: { job_type: string; priority: number; attempts: number },
): Promise<string> {
  const queueId = queueIdOf(jobId);
  const state = await queue.getJobState(queueId);
  if (state === 'completed' || state === 'failed') await queue.remove(queueId);
  else if (state !== 'unknown') return state;
  await queue.add(
    job_type,
    { jobId },
    {
      jobId: queueId,
      priority,
      attempts,
      backoff: { type: 'exponential', delay: FIRST_WAIT },
      // What became of it stands in processing_jobs; what failed is listed and retried from there.
      removeOnComplete: true,
      removeOnFail: true,
      stackTraceLimit: 0,
    },
  );
  return state;
}
