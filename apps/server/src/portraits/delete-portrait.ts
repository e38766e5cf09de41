import { inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import type { Actor, PortraitsContext } from './portraits-context.ts';
import { currentPortrait, endPortrait, lockEntity, recordChange } from './references.ts';

export interface DeletePortrait {
  actor: Actor;
  entity: { id: string; organizationId: string };
  /** Checked under the entity's lock; throws to refuse. */
  precondition?: (currentAvatarId: string | undefined) => void;
}

/**
 * Takes an entity's picture away. It answers 404 from the commit on, and so do the ones that it had
 * replaced a moment before (`servable.ts`); an undo can still bring them back within the window.
 *
 * @returns the id of the picture that was shown
 * @throws Problem `no_portrait`
 */
export async function deletePortrait(context: PortraitsContext, request: DeletePortrait): Promise<string> {
  const { actor, entity, precondition } = request;
  return inTransaction(context.db, async (tx) => {
    await lockEntity(tx, entity.id);
    const current = await currentPortrait(tx, entity.id);
    precondition?.(current?.blobId);
    if (!current) throw new Problem('no_portrait');
    await endPortrait(tx, current, 'deleted');
    await recordChange(tx, actor, {
      action: 'portrait.deleted',
      entityId: entity.id,
      organizationId: entity.organizationId,
      avatarId: current.blobId,
      count: -1,
    });
    return current.blobId;
  });
}
