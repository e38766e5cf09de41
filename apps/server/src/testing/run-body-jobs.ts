import { sql } from 'drizzle-orm';
import { bodyJobHandlers } from '../bodies/body-job-handlers.ts';
import type { JobType } from '../jobs/job-types.ts';
import type { Services } from '../services.ts';

/** Does every job that waits, one after the other, in this process: for tests of what follows one, not of the queue. */
export async function runBodyJobs(services: Services): Promise<void> {
  const { signal } = new AbortController();
  const { db } = services.database;
  const handlers = bodyJobHandlers(services);
  const { rows } = await db.execute<{ id: string; avatar_id: string; job_type: JobType }>(sql`
    UPDATE avatar.processing_jobs SET status = 'processing', attempts = 1 WHERE status = 'queued'
    RETURNING id, avatar_id, job_type`);
  for (const { id, avatar_id: avatarId, job_type: type } of rows) {
    const handler = handlers[type];
    if (!handler) throw new Error(`no handler does ${type}`);
    const result = await handler({ id, avatarId, attempt: 1, signal, progress: async () => {} });
    await db.execute(sql`
      UPDATE avatar.processing_jobs
      SET status = 'completed', completed_at = clock_timestamp(), result = ${JSON.stringify(result)}::jsonb
      WHERE id = ${id}`);
  }
}
