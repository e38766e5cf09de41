import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { renderAvif } from '@likeness/images';
import { and, eq } from 'drizzle-orm';
import { inTransaction } from '../database/database.ts';
import { variants } from '../database/schema.ts';
import { statisticDeltas } from '../database/statistics-schema.ts';
import { lockBlob, type VariantRow, variantsOf } from './blob-rows.ts';
import type { PortraitsContext } from './portraits-context.ts';
import type { ServablePicture } from './servable.ts';
import { blobPrefix, variantKey } from './storage-keys.ts';

/** AVIFs in the making, by storage id and size: one flight within a process. */
const flights = new Map<string, Promise<VariantRow | undefined>>();

/**
 * Makes the AVIF of a size when it is first asked for, and records it as a variant.
 *
 * The object is put while the blob's row is locked: a sweep cannot come between, and of two processes the
 * second finds the first one's variant, so a recorded hash always speaks of the bytes that lie there.
 *
 * @returns undefined when the picture has no such size, or is gone meanwhile
 */
export function avifVariant(
  context: PortraitsContext,
  picture: ServablePicture,
  name: string,
): Promise<VariantRow | undefined> {
  const key = `${picture.storageId}/${name}`;
  const running = flights.get(key);
  if (running) return running;
  const flight = make(context, picture, name).finally(() => flights.delete(key));
  flights.set(key, flight);
  return flight;
}

async function make(context: PortraitsContext, picture: ServablePicture, name: string) {
  const stored = await variantsOf(context.db, picture.avatarId);
  const wanted = stored.find((variant) => variant.name === name && variant.format === 'jpeg');
  const source = wanted && bestSource(stored, wanted);
  if (!wanted || !source) return undefined;
  const bytes = await buffer((await context.store.get({ key: source.key })).body);
  const image = await context.budget.run(source.width * source.height, () =>
    renderAvif(
      bytes,
      { name, box: Math.max(wanted.width, wanted.height), fit: 'inside' },
      { x: 0, y: 0, side: Math.min(source.width, source.height) },
      { width: source.width, height: source.height },
    ),
  );
  return inTransaction(context.db, async (tx) => {
    const row = await lockBlob(tx, picture.avatarId);
    if (row?.state !== 'ready' || row.storageId !== picture.storageId) return undefined;
    const [twin] = await tx
      .select()
      .from(variants)
      .where(and(eq(variants.blobId, row.id), eq(variants.name, name), eq(variants.format, 'avif')));
    if (twin) return twin;
    const key = variantKey(blobPrefix(row.organizationId, row.storageId), name, 'avif');
    await context.store.put({ key, body: image.bytes, contentType: 'image/avif' });
    const [made] = await tx
      .insert(variants)
      .values({
        blobId: row.id,
        name,
        format: 'avif',
        key,
        bytes: image.bytes.length,
        width: image.width,
        height: image.height,
        sha256: createHash('sha256').update(image.bytes).digest(),
      })
      .returning();
    await tx
      .insert(statisticDeltas)
      .values({ organizationId: row.organizationId, name: 'bytes', delta: image.bytes.length });
    return made;
  });
}

/** The largest stored still of the same shape, so of the same cut: WebP before JPEG, which has no alpha. */
function bestSource(stored: readonly VariantRow[], wanted: VariantRow): VariantRow | undefined {
  const animated = stored.some(({ name }) => name.endsWith('-static'));
  const shape = wanted.width / wanted.height;
  return stored
    .filter(
      ({ name, format }) => format === 'jpeg' || (format === 'webp' && name.endsWith('-static') === animated),
    )
    .filter(({ width, height }) => Math.abs(width / height / shape - 1) < 0.02)
    .sort((a, b) => b.width - a.width || (a.format === 'webp' ? -1 : 1))[0];
}
