import { inspect } from '@likeness/images';
import { sql } from 'drizzle-orm';
import type { Transaction } from '../database/database.ts';
import { portraits } from '../database/schema.ts';
import { erasedName } from '../entities/erased-name.ts';
import { Problem } from '../errors.ts';
import type { BlobRow } from './blob-rows.ts';
import type { Framing } from './framing.ts';
import type { Actor, PortraitsContext } from './portraits-context.ts';
import { presetNamed } from './preset-named.ts';
import { currentPortrait, endPortrait, lockEntity, recordChange } from './references.ts';
import { storePicture } from './store-picture.ts';
import type { TemporaryFile } from './temporary-file.ts';

export interface UploadPortrait {
  actor: Actor;
  /** With `make`, one that is made together with the reference. */
  entity: { id: string; organizationId: string; make?: (tx: Transaction) => Promise<string> };
  file: TemporaryFile;
  framing: Framing;
  /** By default the configured one. */
  preset?: string;
  /** Checked under the entity's lock; throws to refuse. */
  precondition?: (currentAvatarId: string | undefined) => void;
  signal?: AbortSignal;
}

export interface UploadedPortrait {
  blob: BlobRow;
  isDuplicate: boolean;
  entityId: string;
}

/**
 * Makes an uploaded file an entity's current picture; the one before stays in the history. The temporary
 * file is the caller's to dispose of.
 *
 * @throws ImageError when it is no picture that we take; Problem `unknown_preset`, `busy`; StorageError
 */
export async function uploadPortrait(
  context: PortraitsContext,
  upload: UploadPortrait,
): Promise<UploadedPortrait> {
  const { entity, file, framing, signal } = upload;
  const { name, sizes } = presetNamed(context.config.pictures, upload.preset);
  if (signal?.aborted) throw new Problem('upload_aborted');
  const picture = {
    organizationId: entity.organizationId,
    file,
    inspect: () => inspect(file.path, context.config.pictures),
    presetName: name,
    preset: sizes,
    framing,
  };
  const lock = async (tx: Transaction) => {
    if (entity.make) return entity.make(tx);
    const name = await lockEntity(tx, entity.id);
    // on its way when the person was erased
    if (name === erasedName(entity.id)) throw new Problem('not_found');
    return entity.id;
  };
  const { blob, isDuplicate, reference } = await storePicture(
    context,
    picture,
    lock,
    async (tx, stored, entityId) => {
      await makeCurrent(tx, upload, stored, entityId);
      return entityId;
    },
  );
  return { blob, isDuplicate, entityId: reference };
}

async function makeCurrent(
  tx: Transaction,
  { actor, entity, precondition }: UploadPortrait,
  blob: BlobRow,
  entityId: string,
) {
  const previous = await currentPortrait(tx, entityId);
  precondition?.(previous?.blobId);
  const change = { entityId, organizationId: entity.organizationId, avatarId: blob.id };
  if (previous?.blobId === blob.id) {
    await recordChange(tx, actor, { ...change, action: 'portrait.unchanged', count: 0 });
    return;
  }
  if (previous) await endPortrait(tx, previous, 'replaced');
  await tx.insert(portraits).values({
    organizationId: entity.organizationId,
    entityId,
    blobId: blob.id,
    // after every erasure that it had to wait for
    createdAt: sql`clock_timestamp()`,
  });
  await recordChange(tx, actor, {
    ...change,
    action: 'portrait.uploaded',
    count: previous ? 0 : 1,
    ...(previous ? { previousAvatarId: previous.blobId } : {}),
  });
}
