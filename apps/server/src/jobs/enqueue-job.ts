import { sql } from 'drizzle-orm';
import { processingJobs } from '../database/avatar-schema.ts';
import type { Transaction } from '../database/database.ts';
import { outbox } from '../database/schema.ts';
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
  await tx.insert(outbox).values({ topic: JOB_TOPIC, payload: { jobId: row.id } });
  await tx.execute(sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`);
  return row.id;
}
