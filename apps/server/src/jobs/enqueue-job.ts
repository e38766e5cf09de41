import { sql } from 'drizzle-orm';
import { processingJobs } from '../database/avatar-schema.ts';
import type { Transaction } from '../database/database.ts';
import type { JobType } from './job-types.ts';

/** The outbox topic of jobs that wait to be queued. */
export const JOB_TOPIC = 'job.queued';
/** The PostgreSQL channel that wakes whoever delivers the outbox. */
export const OUTBOX_CHANNEL = 'likeness_outbox';

export interface NewJob {
  avatarId: string;
  jobType: JobType;
  priority: number;
}

/**
 * Puts a job into the outbox of the transaction: it is queued if and when that commits.
 *
 * @returns `processing_jobs.id`
 */
export async function enqueueJob(tx: Transaction, job: NewJob): Promise<string> {
  const [row] = await tx.insert(processingJobs).values(job).returning({ id: processingJobs.id });
  if (row === undefined) throw new Error('a job that was just made is not there');
  await sendToQueue(tx, row.id);
  return row.id;
}

/**
 * Queues a job that is there, for the first time or again. Its outbox row has the id of the job: the queue's
 * id of it, `outbox-<uuid>`, is known without a look-up, and never stands for two.
 */
export async function sendToQueue(tx: Transaction, jobId: string): Promise<void> {
  await tx.execute(sql`
    INSERT INTO shared.outbox (id, topic, payload)
    VALUES (${jobId}, ${JOB_TOPIC}, jsonb_build_object('jobId', ${jobId}::text))
    ON CONFLICT (id) DO UPDATE SET delivered_at = NULL, created_at = clock_timestamp()`);
  await tx.execute(sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`);
}

/** The queue's id of a job. */
export const queueIdOf = (jobId: string) => `outbox-${jobId}`;
