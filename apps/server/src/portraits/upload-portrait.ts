import { inspect } from '@likeness/images';
import type { Transaction } from '../database/database.ts';
import { portraits } from '../database/schema.ts';
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
  entity: { id: string; organizationId: string };
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
  const info = await inspect(file.path, context.config.pictures);
  if (signal?.aborted) throw new Problem('upload_aborted');
  return storePicture(
    context,
    { organizationId: entity.organizationId, file, info, presetName: name, preset: sizes, framing },
    (tx) => lockEntity(tx, entity.id),
    (tx, blob) => makeCurrent(tx, upload, blob),
  );
}

async function makeCurrent(tx: Transaction, { actor, entity, precondition }: UploadPortrait, blob: BlobRow) {
  const previous = await currentPortrait(tx, entity.id);
  precondition?.(previous?.blobId);
  const change = { entityId: entity.id, organizationId: entity.organizationId, avatarId: blob.id };
  if (previous?.blobId === blob.id) {
    await recordChange(tx, actor, { ...change, action: 'portrait.unchanged', count: 0 });
    return;
  }
  if (previous) await endPortrait(tx, previous, 'replaced');
  await tx
    .insert(portraits)
    .values({ organizationId: entity.organizationId, entityId: entity.id, blobId: blob.id });
  await recordChange(tx, actor, {
    ...change,
    action: 'portrait.uploaded',
    count: previous ? 0 : 1,
    ...(previous ? { previousAvatarId: previous.blobId } : {}),
  });
}
