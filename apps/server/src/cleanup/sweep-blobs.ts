/**
 * Step 5 of the storage protocol (the others: `portraits/store-picture.ts`).
 *
 *  a. Lock candidates, `FOR UPDATE SKIP LOCKED`: several sweeps share the work, and an upload that holds a
 *     row in its step 4 keeps it.
 *  b. In a *second statement* look for references. The first one's snapshot may be older than the lock: a
 *     reference committed in between is invisible to it and visible to the second, which has its own.
 *  c. Mark `sweeping`, drop the variants and counters, commit. From here an upload of the same bytes takes
 *     the row over under a new storage id (step 2), and one that is between PUT and commit goes back (4).
 *  d. Delete the objects of the old storage id. Nobody else can own them: ids never repeat.
 *  e. Delete the row only where it is still `sweeping` under that storage id.
 *
 * Killed between c and e the row stays `sweeping`, which makes it a candidate again.
 */
import { sql } from 'drizzle-orm';
import { SWEEP_LOCK } from '../database/advisory-locks.ts';
import { inTransaction } from '../database/database.ts';
import { blobPrefix } from '../portraits/storage-keys.ts';
import { type CleanupContext, LONGEST_UPLOAD } from './cleanup-context.ts';
import { deletePrefix } from './delete-prefix.ts';

const BATCH = 50;

interface Swept {
  id: string;
  organizationId: string;
  storageId: bigint;
  bytes: number;
}

export interface SweepReport {
  /** Blobs removed. */
  swept: number;
  /** Bytes of their variants. */
  bytes: number;
  /** Looked at and kept: somebody refers to them. */
  kept: number;
}

/**
 * Sweeps one batch. `swept + kept` is 0 when nothing is left to look at.
 *
 * @param only these blobs, all of them; by default whichever are due
 */
export async function sweepBlobs(context: CleanupContext, only?: readonly string[]): Promise<SweepReport> {
  const { marked, kept } = await mark(context, only);
  await context.pause?.('sweep:marked');
  for (const blob of marked) {
    await deletePrefix(context.store, blobPrefix(blob.organizationId, blob.storageId));
    await context.pause?.('sweep:deleted');
    await context.db.execute(sql`
      DELETE FROM portrait.blobs
      WHERE id = ${blob.id} AND storage_id = ${blob.storageId.toString()}::bigint AND state = 'sweeping'`);
  }
  return { swept: marked.length, bytes: marked.reduce((sum, { bytes }) => sum + bytes, 0), kept };
}

function mark(context: CleanupContext, only?: readonly string[]): Promise<{ marked: Swept[]; kept: number }> {
  return inTransaction(context.db, async (tx) => {
    // a backup holds this lock exclusively: nothing may go while it copies, so this round is left out
    const { rows: lock } = await tx.execute<{ free: boolean }>(
      sql`SELECT pg_try_advisory_xact_lock_shared(${SWEEP_LOCK}::bigint) AS free`,
    );
    if (!lock[0]?.free) return { marked: [], kept: 0 };
    const { grace: graceTime } = context.config.cleanup;
    const grace = sql`now() - ${graceTime} * interval '1 ms'`;
    const upload = sql`now() - ${Math.max(graceTime, context.longestUpload ?? LONGEST_UPLOAD)} * interval '1 ms'`;
    const candidates = await tx.execute<{ id: string }>(sql`
      SELECT b.id
      FROM portrait.blobs b LEFT JOIN portrait.cleanup_queue q ON q.blob_id = b.id
      WHERE ${context.scope === undefined ? sql`true` : sql`b.organization_id = ${context.scope}`}
        AND ${only === undefined ? sql`true` : sql`b.id = ANY(${sql.param(only)}::uuid[])`}
        AND (b.state <> 'ready' OR q.id IS NOT NULL)
        AND CASE b.state
          WHEN 'pending' THEN b.touched_at <= ${upload}
          WHEN 'sweeping' THEN true
          ELSE q.immediate OR b.touched_at <= ${grace} AND coalesce(b.dereferenced_at, b.touched_at) <= ${grace}
        END
      ORDER BY b.id
      LIMIT ${only?.length ?? BATCH}
      FOR UPDATE OF b SKIP LOCKED`);
    if (candidates.rows.length === 0) return { marked: [], kept: 0 };
    const ids = candidates.rows.map(({ id }) => id);
    await context.pause?.('sweep:locked');
    const referenced = await tx.execute<{ blob_id: string }>(sql`
      SELECT DISTINCT blob_id FROM portrait.portraits WHERE blob_id = ANY(${sql.param(ids)}::uuid[])`);
    const kept = new Set(referenced.rows.map((row) => row.blob_id));
    const unreferenced = ids.filter((id) => !kept.has(id));
    await tx.execute(
      sql`DELETE FROM portrait.cleanup_queue WHERE blob_id = ANY(${sql.param([...kept])}::uuid[])`,
    );
    if (unreferenced.length === 0) return { marked: [], kept: kept.size };
    const forget = context.config.cdn.distributionId !== undefined;
    return { marked: await markSweeping(tx, unreferenced, { forget }), kept: kept.size };
  });
}

async function markSweeping(
  tx: Parameters<Parameters<typeof inTransaction>[1]>[0],
  ids: string[],
  /** Have the CDN forget them. */
  { forget }: { forget: boolean },
): Promise<Swept[]> {
  const { rows } = await tx.execute<{
    id: string;
    organization_id: string;
    storage_id: string;
    bytes: string;
  }>(sql`
    WITH before AS (SELECT id, state FROM portrait.blobs WHERE id = ANY(${sql.param(ids)}::uuid[])),
      gone AS (DELETE FROM portrait.variants WHERE blob_id = ANY(${sql.param(ids)}::uuid[]) RETURNING blob_id, bytes),
      sizes AS (SELECT blob_id, sum(bytes) AS bytes FROM gone GROUP BY blob_id),
      swept AS (
        UPDATE portrait.blobs b SET state = 'sweeping' FROM before
        WHERE before.id = b.id
        RETURNING b.id, b.organization_id, b.storage_id, before.state AS was),
      queued AS (
        UPDATE portrait.cleanup_queue SET status = 'processing' WHERE blob_id = ANY(${sql.param(ids)}::uuid[])),
      told AS (
        INSERT INTO shared.outbox (topic, payload)
        SELECT 'blob.swept', jsonb_build_object('avatarIds', jsonb_agg(id)) FROM swept WHERE was = 'ready' AND ${forget}
        HAVING count(*) > 0),
      counted AS (
        INSERT INTO portrait.statistic_deltas (organization_id, name, delta)
        SELECT organization_id, 'pictures', -count(*) FROM swept WHERE was = 'ready' GROUP BY organization_id
        UNION ALL
        SELECT organization_id, 'bytes', -sum(bytes) FROM swept JOIN sizes ON blob_id = id GROUP BY organization_id)
    SELECT id, organization_id, storage_id, coalesce(bytes, 0) AS bytes
    FROM swept LEFT JOIN sizes ON blob_id = id`);
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    storageId: BigInt(row.storage_id),
    bytes: Number(row.bytes),
  }));
}
