import { sql } from 'drizzle-orm';
import { inTransaction } from '../database/database.ts';
import type { CleanupContext } from './cleanup-context.ts';

/**
 * Drops what the undo window no longer covers from the history: from then on it is no reference. Its blob
 * is queued, with the moment of dereference and whose it was, for the sweep to look at when the grace period is over.
 *
 * @returns how many rows went
 */
export async function expireHistory({ db, config, scope }: CleanupContext): Promise<number> {
  const { undo, grace } = config.cleanup;
  // a replaced picture is served through the grace period, so it is a reference as long
  const served = Math.max(undo, grace);
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ blob_id: string; entity_id: string }>(sql`
      DELETE FROM portrait.portraits WHERE id IN (
        SELECT id FROM portrait.portraits
        WHERE ended_at <= now() - CASE ended_by WHEN 'deleted' THEN ${undo}::float8 ELSE ${served}::float8 END * interval '1 ms'
          AND ${scope === undefined ? sql`true` : sql`organization_id = ${scope}`}
        ORDER BY ended_at LIMIT 500
        FOR UPDATE SKIP LOCKED)
      RETURNING blob_id, entity_id`);
    if (rows.length === 0) return 0;
    const ids = [...new Set(rows.map((row) => row.blob_id))].sort();
    await tx.execute(sql`
      WITH locked AS (SELECT id FROM portrait.blobs WHERE id = ANY(${sql.param(ids)}::uuid[]) ORDER BY id FOR UPDATE),
        dereferenced AS (
          UPDATE portrait.blobs SET dereferenced_at = clock_timestamp() WHERE id IN (SELECT id FROM locked) RETURNING id)
      INSERT INTO portrait.cleanup_queue AS q (blob_id, reason, entity_ids)
      SELECT d.id, 'dereferenced', array_agg(DISTINCT gone.entity_id)
      FROM dereferenced d JOIN unnest(
        ${sql.param(rows.map((row) => row.blob_id))}::uuid[], ${sql.param(rows.map((row) => row.entity_id))}::uuid[]
      ) AS gone (blob_id, entity_id) ON gone.blob_id = d.id
      GROUP BY d.id
      ON CONFLICT (blob_id) DO UPDATE SET entity_ids = q.entity_ids || excluded.entity_ids`);
    return rows.length;
  });
}
