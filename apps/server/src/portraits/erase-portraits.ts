import { sql } from 'drizzle-orm';
import { sweepBlobs } from '../cleanup/sweep-blobs.ts';
import { inTransaction } from '../database/database.ts';
import type { Actor, PortraitsContext } from './portraits-context.ts';
import { currentPortrait, lockEntity, recordErasure } from './references.ts';

export interface ErasePortraits {
  actor: Actor;
  entity: { id: string; organizationId: string };
  /** Checked under the entity's lock; throws to refuse. */
  precondition?: (currentAvatarId: string | undefined) => void;
}

/**
 * Forgets an entity's pictures for good: the current one, the history, what has just left it, and every byte that
 * nobody else refers to. No undo, no grace: the objects are gone when it resolves. What a crash leaves of it, or a
 * backup that is copying holds up, is queued and goes with the next cleanup.
 *
 * @returns how many pictures of the history were forgotten; 0 when there were none
 */
export async function erasePortraits(context: PortraitsContext, erasure: ErasePortraits): Promise<number> {
  return (await erasePictures(context, erasure)).portraits;
}

export interface ErasedPictures {
  /** Of the history. */
  portraits: number;
  /** What was removed by now, as nobody else refers to it; and the bytes of its variants. */
  pictures: number;
  bytes: number;
}

/** The same, and tells what went. */
export async function erasePictures(
  context: PortraitsContext,
  { actor, entity, precondition }: ErasePortraits,
): Promise<ErasedPictures> {
  const { erased, blobIds } = await inTransaction(context.db, async (tx) => {
    await lockEntity(tx, entity.id);
    precondition?.((await currentPortrait(tx, entity.id))?.blobId);
    const { rows } = await tx.execute<{ blob_id: string; current: boolean }>(sql`
      DELETE FROM portrait.portraits WHERE entity_id = ${entity.id}
      RETURNING blob_id, ended_at IS NULL AS current`);
    // asked for afterwards: an expiry that took rows from under our eyes has queued them by now
    const { rows: expired } = await tx.execute<{ blob_id: string }>(sql`
      SELECT blob_id FROM portrait.cleanup_queue WHERE ${entity.id}::uuid = ANY(entity_ids)`);
    const ids = [...new Set([...rows, ...expired].map((row) => row.blob_id))].sort();
    await tx.execute(sql`
      WITH locked AS (
        SELECT id FROM portrait.blobs WHERE id = ANY(${sql.param(ids)}::uuid[]) ORDER BY id FOR UPDATE)
      INSERT INTO portrait.cleanup_queue (blob_id, reason, immediate)
      SELECT id, 'erased', true FROM locked
      ON CONFLICT (blob_id) DO UPDATE SET reason = excluded.reason, immediate = true`);
    // also when nothing was left: backups may hold what was there before
    await recordErasure(tx, actor, {
      entityId: entity.id,
      organizationId: entity.organizationId,
      avatarIds: ids,
      hadCurrent: rows.some(({ current }) => current),
    });
    return { erased: rows.length, blobIds: ids };
  });
  const { swept, bytes } = blobIds.length > 0 ? await sweepBlobs(context, blobIds) : { swept: 0, bytes: 0 };
  return { portraits: erased, pictures: swept, bytes };
}
