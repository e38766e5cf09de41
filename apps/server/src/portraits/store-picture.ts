/**
 * The storage protocol: deduplication that cannot lose a picture.
 *
 * Invariants, whatever is killed at whatever moment:
 *  - a reference points to a blob that is `ready`, and `ready` means that every variant is readable;
 *  - an object under `blobs/…/<storage_id>/` belongs to the one row with that storage id, or to none; ids
 *    never repeat, so "none" is final and a late delete cannot hit a newer upload.
 *
 *  1. `receiveFile` and `inspect`: on disk, hashed, refused from the header if it must be.
 *  2. `claimBlob`: the row exists, committed, *before* the first object. A crash from here on leaves a
 *     `pending` row, which the sweep finds; an object without a row cannot be anybody's future. A row that is
 *     `ready` already is only read, which spares most uploads a commit: step 4 looks again, and touches it.
 *  3. PUT every variant. Keys depend on the storage id alone and encoding is deterministic for a render
 *     version, so a retry or a twin in another process writes the same bytes again. Skipped when `ready`.
 *  4. `SELECT … FOR UPDATE` on the blob, then look: gone, `sweeping` or another storage id means that a
 *     sweep came between (our objects may be deleted): roll back and go to 2 with the same file. The lock
 *     holds the sweep's own lock off until the reference is committed, and it is why the sweep's second
 *     statement sees that reference. Entities are locked before blobs, here and everywhere.
 *  5. `cleanup/sweep-blobs.ts`.
 *
 * A naive stored reference count lost 458 of 500 pictures in a race of delete and upload; hence references
 * are counted, under the lock, and never stored.
 */
import { createHash } from 'node:crypto';
import {
  type ImageInfo,
  RENDER_VERSION,
  type RenderedPicture,
  type RenderOptions,
  render,
  workPixels,
} from '@likeness/images';
import { eq, sql } from 'drizzle-orm';
import type { Preset } from '../config/presets.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import { blobs, variants } from '../database/schema.ts';
import { dailyDeltas, statisticDeltas } from '../database/statistics-schema.ts';
import { Problem } from '../errors.ts';
import {
  type BlobClaim,
  type BlobIdentity,
  type BlobRow,
  claimBlob,
  findReady,
  lockBlob,
} from './blob-rows.ts';
import { type Framing, framingKey } from './framing.ts';
import type { PortraitsContext } from './portraits-context.ts';
import { blobPrefix, variantKey } from './storage-keys.ts';
import type { TemporaryFile } from './temporary-file.ts';

const ATTEMPTS = 5;

export interface PictureToStore {
  organizationId: string;
  file: TemporaryFile;
  /** Reads its header: only when its bytes are new. @throws ImageError */
  inspect: () => Promise<ImageInfo>;
  presetName: string;
  preset: Preset;
  framing: Framing;
  signal?: AbortSignal;
}

export interface StoredPicture<T> {
  blob: BlobRow;
  /** True when its bytes were in the organization's store already. */
  isDuplicate: boolean;
  reference: T;
}

/** Writes the reference, audit and outbox rows in the transaction that holds the blob's lock. */
export type WriteReference<T> = (tx: Transaction, blob: BlobRow, entityId: string) => Promise<T>;

/** Locks the entity that the reference will belong to, before the blob, always; gives its id. */
export type LockEntity = (tx: Transaction) => Promise<string>;

/**
 * Steps 2 to 4: stores a picture once and refers to it.
 *
 * @throws Problem `busy` after five tries; ImageError when it cannot be decoded; StorageError
 */
export async function storePicture<T>(
  context: PortraitsContext,
  picture: PictureToStore,
  lockEntity: LockEntity,
  writeReference: WriteReference<T>,
): Promise<StoredPicture<T>> {
  const identity: BlobIdentity = {
    organizationId: picture.organizationId,
    sha256: picture.file.sha256,
    preset: picture.presetName,
    crop: framingKey(picture.framing, context.config.pictures.quality),
    renderVersion: RENDER_VERSION,
  };
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const ready = await findReady(context.db, identity);
    const plan = ready ? undefined : await planOf(context, picture);
    const claim =
      ready ??
      (await claimBlob(context.db, identity, {
        size: picture.file.size,
        format: plan?.info.format ?? '',
      }));
    await context.pause?.('upload:claimed');
    const renditions =
      plan && claim.state === 'pending' ? await renderAndPut(context, picture, plan, claim) : undefined;
    await context.pause?.('upload:stored');
    const stored = await inTransaction(context.db, async (tx) => {
      const entityId = await lockEntity(tx);
      const row = await lockBlob(tx, claim.id);
      await context.pause?.('upload:locked');
      if (row === undefined || row.state === 'sweeping' || row.storageId !== claim.storageId)
        return undefined;
      const isDuplicate = row.state === 'ready';
      if (!isDuplicate && renditions === undefined) return undefined;
      const blob = isDuplicate || !renditions ? await touch(tx, row) : await makeReady(tx, row, renditions);
      return { blob, isDuplicate, reference: await writeReference(tx, blob, entityId) };
    });
    if (stored) return stored;
  }
  throw new Problem('busy');
}

interface Plan {
  info: ImageInfo;
  options: RenderOptions;
  /** Most pixels held at once. */
  pixels: number;
}

/** What is refused for its size, turned and enlarged too, is refused here: before there is a row. */
async function planOf(context: PortraitsContext, picture: PictureToStore): Promise<Plan> {
  const { quality, maxPixels, maxSide, maxFrames } = context.config.pictures;
  const { crop, ...others } = picture.framing;
  const options: RenderOptions = {
    sizes: picture.preset,
    quality,
    limits: { maxPixels, maxSide, maxFrames },
    ...others,
    ...(crop ? { crop } : {}),
  };
  const info = await picture.inspect();
  return { info, options, pixels: workPixels(info, options) };
}

interface StoredRendition {
  name: string;
  format: string;
  key: string;
  bytes: number;
  width: number;
  height: number;
  sha256: Buffer;
}

interface StoredRenditions {
  picture: Omit<RenderedPicture, 'renditions'>;
  variants: StoredRendition[];
}

/** Step 3. Twins within this process wait for the first instead of decoding again. */
async function renderAndPut(
  context: PortraitsContext,
  picture: PictureToStore,
  plan: Plan,
  claim: BlobClaim,
): Promise<StoredRenditions> {
  const running = context.renderings.get(claim.storageId) as Promise<StoredRenditions> | undefined;
  if (running) return running;
  const rendering = work(context, picture, plan, claim).finally(() =>
    context.renderings.delete(claim.storageId),
  );
  context.renderings.set(claim.storageId, rendering);
  return rendering;
}

async function work(
  context: PortraitsContext,
  picture: PictureToStore,
  { info, options, pixels }: Plan,
  claim: BlobClaim,
): Promise<StoredRenditions> {
  // no signal: a twin may be waiting for this rendering when its first client has gone
  const { renditions, ...rest } = await context.budget.run(pixels, () =>
    render(picture.file.path, info, options),
  );
  const prefix = blobPrefix(picture.organizationId, claim.storageId);
  const stored = await Promise.all(
    renditions.map(async ({ name, format, bytes, contentType, width, height }): Promise<StoredRendition> => {
      const key = variantKey(prefix, name, format);
      await context.store.put({ key, body: bytes, contentType });
      const sha256 = createHash('sha256').update(bytes).digest();
      return { name, format, key, bytes: bytes.length, width, height, sha256 };
    }),
  );
  return { picture: rest, variants: stored };
}

/** Also counts the duplicate, in the same statement. */
async function touch(tx: Transaction, row: BlobRow): Promise<BlobRow> {
  await tx.execute(sql`
    WITH touched AS (
      UPDATE portrait.blobs SET touched_at = clock_timestamp(), repeated = true WHERE id = ${row.id})
    INSERT INTO portrait.daily_deltas (organization_id, uploads, duplicates, saved_bytes)
    SELECT ${row.organizationId}::uuid, 1, 1, coalesce(sum(bytes), 0)
    FROM portrait.variants WHERE blob_id = ${row.id}`);
  return row;
}

async function makeReady(tx: Transaction, row: BlobRow, stored: StoredRenditions): Promise<BlobRow> {
  const { width, height, animated, thumbhash, dominantColor, square } = stored.picture;
  const [ready] = await tx
    .update(blobs)
    .set({
      state: 'ready',
      touchedAt: sql`clock_timestamp()`,
      width,
      height,
      animated,
      thumbhash,
      dominantColor,
      square,
    })
    .where(eq(blobs.id, row.id))
    .returning();
  await tx.insert(variants).values(stored.variants.map((variant) => ({ ...variant, blobId: row.id })));
  const bytes = stored.variants.reduce((sum, variant) => sum + variant.bytes, 0);
  await tx.insert(statisticDeltas).values([
    { organizationId: row.organizationId, name: 'pictures', delta: 1 },
    { organizationId: row.organizationId, name: 'bytes', delta: bytes },
  ]);
  await tx.insert(dailyDeltas).values({ organizationId: row.organizationId, uploads: 1, storedBytes: bytes });
  return ready ?? row;
}
