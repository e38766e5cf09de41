import { sql } from 'drizzle-orm';
import { type Database, inTransaction } from '../database/database.ts';
import { queueIdOf, sendToQueue } from './enqueue-job.ts';
import type { JobQueue } from './queue-engine.ts';

const PAGE = 500;
/** Jobs that the queue is asked about at the same time. */
const AT_ONCE = 50;

export interface RequeueLost {
  signal?: AbortSignal;
  /**
   * ms without a word from a job that is being processed until it counts as lost. One whose worker lives goes on
   * though the queue knows nothing of it any more, and need not be done again.
   */
  quiet?: number;
}

interface Seen extends Record<string, unknown> {
  id: string;
  updated_at: string;
}

/**
 * Queues what should be in the queue and is not: after a backup came back, which holds no queue, when the queue was
 * emptied, or when another engine took its place. A job leaves the queue after its row says so, and its outbox row
 * is delivered after it came in: what waits and is not there is lost.
 *
 * @returns how many
 */
export async function requeueLost(
  db: Database,
  queue: Pick<JobQueue, 'getJobState'>,
  { signal, quiet = 60_000 }: RequeueLost = {},
): Promise<number> {
  const stopped = () => signal?.aborted === true;
  let requeued = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; !stopped(); ) {
    const { rows } = await db.execute<Seen>(sql`
      SELECT id, updated_at::text FROM avatar.processing_jobs j
      WHERE id > ${after} AND (status = 'queued'
          OR status = 'processing' AND updated_at < now() - ${quiet} * interval '1 ms')
        AND NOT EXISTS (SELECT 1 FROM shared.outbox o WHERE o.id = j.id AND o.delivered_at IS NULL)
      ORDER BY id LIMIT ${PAGE}`);
    for (let from = 0; from < rows.length && !stopped(); from += AT_ONCE) {
      const some = rows.slice(from, from + AT_ONCE);
      const states = await Promise.all(some.map(({ id }) => queue.getJobState(queueIdOf(id))));
      for (const [index, seen] of some.entries()) {
        if (states[index] === 'unknown' && (await requeue(db, seen))) requeued += 1;
      }
    }
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) break;
  }
  return requeued;
}

/** Unless it has changed since it was looked at: several may look at the same time. */
async function requeue(db: Database, { id, updated_at }: Seen): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    // first the outbox, as whoever delivers it does: the other way round the two would wait for each other
    await tx.execute(sql`SELECT FROM shared.outbox WHERE id = ${id} FOR UPDATE`);
    const { rowCount } = await tx.execute(sql`
      UPDATE avatar.processing_jobs SET status = 'queued', updated_at = clock_timestamp()
      WHERE id = ${id} AND status IN ('queued', 'processing') AND updated_at = ${updated_at}::timestamptz`);
    if (rowCount === 0) return false;
    await sendToQueue(tx, id);
    return true;
  });
}

/**
 * Whether the queue holds fewer jobs than wait. Cheap enough to ask every few seconds; jobs that come and go
 * meanwhile may make it say so wrongly, and jobs that the queue holds needlessly may hide it.
 */
export async function seemsToHaveLost(
  db: Database,
  queue: Pick<JobQueue, 'getJobCountByTypes'>,
): Promise<boolean> {
  const held = () => queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active');
  const before = await held();
  const { rows } = await db.execute<{ waiting: number }>(sql`
    SELECT count(*)::int AS waiting FROM avatar.processing_jobs j
    WHERE status = 'queued'
      AND NOT EXISTS (SELECT 1 FROM shared.outbox o WHERE o.id = j.id AND o.delivered_at IS NULL)`);
  return (rows[0]?.waiting ?? 0) > Math.max(before, await held());
}
