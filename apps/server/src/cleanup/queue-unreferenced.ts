import { sql } from 'drizzle-orm';
import type { CleanupContext } from './cleanup-context.ts';

/**
 * Finds ready blobs that nobody refers to and that no queue row speaks of: those whose reference went by
 * another way (an erased entity, a restored backup, SQL by hand). The queue is a hint; this makes it whole.
 *
 * @returns how many were queued
 */
export async function queueUnreferenced({ db, config, scope }: CleanupContext): Promise<number> {
  const { rowCount } = await db.execute(sql`
    INSERT INTO portrait.cleanup_queue (blob_id, reason)
    SELECT b.id, 'unreferenced' FROM portrait.blobs b
    WHERE b.state = 'ready'
      AND b.touched_at <= now() - ${config.cleanup.grace} * interval '1 ms'
      AND ${scope === undefined ? sql`true` : sql`b.organization_id = ${scope}`}
      AND NOT EXISTS (SELECT FROM portrait.portraits p WHERE p.blob_id = b.id)
    ON CONFLICT (blob_id) DO NOTHING`);
  return rowCount ?? 0;
}
