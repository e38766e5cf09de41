import { sql } from 'drizzle-orm';
import { type Database, inTransaction } from '../database/database.ts';
import { queueIdOf, sendToQueue } from './enqueue-job.ts';
import type { JobQueue } from './queue-engine.ts';

const PAGE = 500;

/**
 * Queues what should be in the queue and is not: after a backup came back, which holds no queue, or when the
 * queue was emptied. Jobs that changed within the last minute are on their way.
 *
 * @returns how many
 */
export async function requeueLost(
  db: Database,
  queue: JobQueue,
  { signal, quiet = 60_000 }: { signal?: AbortSignal /** ms */; quiet?: number } = {},
): Promise<number> {
  const stopped = () => signal?.aborted === true;
  let requeued = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; !stopped(); ) {
    const { rows } = await db.execute<{ id: string }>(sql`
      SELECT id FROM avatar.processing_jobs j
      WHERE status IN ('queued', 'processing') AND id > ${after}
        AND updated_at < now() - ${quiet} * interval '1 ms'
        AND NOT EXISTS (SELECT 1 FROM shared.outbox o WHERE o.id = j.id AND o.delivered_at IS NULL)
      ORDER BY id LIMIT ${PAGE}`);
    for (const { id } of rows) {
      if ((await queue.getJobState(queueIdOf(id))) !== 'unknown') continue;
      if (await requeue(db, id, quiet)) requeued += 1;
    }
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) break;
  }
  return requeued;
}

/** Unless it has changed since it was looked at. */
async function requeue(db: Database, jobId: string, quiet: number): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { rowCount } = await tx.execute(sql`
      UPDATE avatar.processing_jobs SET status = 'queued', updated_at = now()
      WHERE id = ${jobId} AND status IN ('queued', 'processing')
        AND updated_at < now() - ${quiet} * interval '1 ms'`);
    if (rowCount === 0) return false;
    await sendToQueue(tx, jobId);
    return true;
  });
}
