import { eq } from 'drizzle-orm';
import { inTransaction } from '../database/database.ts';
import { portraits } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { type BlobRow, lockBlob } from './blob-rows.ts';
import type { Actor, PortraitsContext } from './portraits-context.ts';
import { currentPortrait, endPortrait, lockEntity, recordChange, undoable } from './references.ts';

export interface UndoPortrait {
  actor: Actor;
  entity: { id: string; organizationId: string };
  /** Checked under the entity's lock; throws to refuse. */
  precondition?: (currentAvatarId: string | undefined) => void;
}

/**
 * Brings back what was replaced or deleted last; once more goes one further back. Its row in the history
 * is a reference, so the blob cannot have been swept; it is locked and looked at all the same, as every
 * writer of a reference does.
 *
 * @throws Problem `nothing_to_undo`
 */
export async function undoPortrait(context: PortraitsContext, request: UndoPortrait): Promise<BlobRow> {
  const { actor, entity, precondition } = request;
  return inTransaction(context.db, async (tx) => {
    await lockEntity(tx, entity.id);
    const current = await currentPortrait(tx, entity.id);
    precondition?.(current?.blobId);
    const earlier = await undoable(tx, entity.id, context.config.cleanup.undo);
    const blob = earlier && (await lockBlob(tx, earlier.blobId));
    if (!earlier || blob?.state !== 'ready') throw new Problem('nothing_to_undo');
    if (current) await endPortrait(tx, current, 'undone');
    await tx.update(portraits).set({ endedAt: null, endedBy: null }).where(eq(portraits.id, earlier.id));
    await recordChange(tx, actor, {
      action: 'portrait.restored',
      entityId: entity.id,
      organizationId: entity.organizationId,
      avatarId: blob.id,
      count: current ? 0 : 1,
      ...(current ? { previousAvatarId: current.blobId } : {}),
    });
    return blob;
  });
}
