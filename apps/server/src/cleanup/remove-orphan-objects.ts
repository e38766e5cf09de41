import { sql } from 'drizzle-orm';
import { inTransaction } from '../database/database.ts';
import { storageIdOf } from '../portraits/storage-keys.ts';
import type { CleanupContext } from './cleanup-context.ts';

/**
 * Removes objects that no row speaks of: a PUT that landed after its sweep, or before a crash.
 *
 * The objects are listed first and the primary is asked afterwards. A row is committed before its first
 * object, so an object whose storage id has no row will never get one: absence is final. The grace period is
 * kept all the same, by the store's own time: it is what is left when a server was started on another database.
 * Objects of a `pending` or `sweeping` row are its upload's or sweep's business. Under a `ready` row an
 * object without a variant is the rest of an interrupted AVIF; it is looked at under the row's lock, which
 * the making of an AVIF holds.
 *
 * @returns how many objects went
 */
export async function removeOrphanObjects(context: CleanupContext): Promise<number> {
  const prefix = context.scope === undefined ? 'blobs/' : `blobs/${context.scope}/`;
  let removed = 0;
  let cursor: string | undefined;
  do {
    const page = await context.store.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.cursor;
    const before = Date.now() - context.config.cleanup.grace;
    const old = page.objects.filter(({ modifiedAt }) => modifiedAt.getTime() <= before);
    removed += await removeOrphansAmong(
      context,
      old.map(({ key }) => key),
    );
  } while (cursor !== undefined && !context.signal?.aborted);
  return removed;
}

async function removeOrphansAmong(context: CleanupContext, keys: string[]): Promise<number> {
  const byStorageId = new Map<bigint, string[]>();
  for (const key of keys) {
    const id = storageIdOf(key);
    if (id !== undefined) byStorageId.set(id, [...(byStorageId.get(id) ?? []), key]);
  }
  if (byStorageId.size === 0) return 0;
  const ids = [...byStorageId.keys()].map(String);
  const { rows } = await context.db.execute<{ storage_id: string; keys: string[] | null; state: string }>(sql`
    SELECT b.storage_id, b.state, array_agg(v.key) FILTER (WHERE v.key IS NOT NULL) AS keys
    FROM portrait.blobs b LEFT JOIN portrait.variants v ON v.blob_id = b.id
    WHERE b.storage_id = ANY(${sql.param(ids)}::bigint[])
    GROUP BY b.storage_id, b.state`);
  const known = new Map(rows.map((row) => [BigInt(row.storage_id), row]));
  let removed = 0;
  for (const [storageId, listed] of byStorageId) {
    const row = known.get(storageId);
    if (row === undefined) {
      await context.store.delete({ keys: listed });
      removed += listed.length;
    } else if (row.state === 'ready' && listed.some((key) => !row.keys?.includes(key))) {
      removed += await removeStrays(context, storageId, listed);
    }
  }
  return removed;
}

function removeStrays(context: CleanupContext, storageId: bigint, listed: string[]): Promise<number> {
  return inTransaction(context.db, async (tx) => {
    const { rows } = await tx.execute<{ id: string }>(sql`
      SELECT id FROM portrait.blobs
      WHERE storage_id = ${storageId.toString()}::bigint AND state = 'ready' FOR UPDATE`);
    const id = rows[0]?.id;
    if (id === undefined) return 0;
    const variants = await tx.execute<{ key: string }>(
      sql`SELECT key FROM portrait.variants WHERE blob_id = ${id}`,
    );
    const recorded = new Set(variants.rows.map(({ key }) => key));
    const strays = listed.filter((key) => !recorded.has(key));
    await context.store.delete({ keys: strays });
    return strays.length;
  });
}
