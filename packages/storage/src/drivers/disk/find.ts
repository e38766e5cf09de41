import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { contentTypeOf } from '../../content-types.ts';
import type { ObjectInfo } from '../../driver.ts';
import { assertPresent, type DiskStore, pathOf } from './disk-store.ts';
import { isMissing, notFound, toStorageError } from './failures.ts';
import { type Generation, generationOf } from './generations.ts';
import { readSidecar } from './sidecars.ts';

export interface Found {
  info: ObjectInfo;
  generation: Generation;
}

/** The object under the key, without opening it. @throws StorageError `not_found` */
export async function find(store: DiskStore, key: string): Promise<Found> {
  for (;;) {
    const stats = await statObject(store, key);
    if (stats === undefined) {
      await assertPresent(store);
      throw notFound(key);
    }
    const found = await describe(store, key, stats);
    if (found !== undefined) return found;
  }
}

/** A regular file that no symbolic link leads to; nothing else is an object. */
export async function statObject(store: DiskStore, key: string): Promise<BigIntStats | undefined> {
  const path = pathOf(store, key);
  try {
    const [stats, inside] = await Promise.all([
      lstat(path, { bigint: true }),
      store.directories.holds(dirname(path)),
    ]);
    return inside && stats.isFile() ? stats : undefined;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw toStorageError(error);
  }
}

/** What the file and its sidecar tell; nothing when the object was replaced before the sidecar was read. */
export async function describe(
  store: DiskStore,
  key: string,
  stats: BigIntStats,
): Promise<Found | undefined> {
  const generation = generationOf(stats);
  const { size, modifiedAt, sidecar: name } = generation;
  const sidecar = name === undefined ? undefined : await readSidecar(store, key, name);
  if (name !== undefined && sidecar === undefined) {
    // Replaced, its sidecar removed: look again. Still the same: a file from elsewhere that never had one.
    const now = await statObject(store, key);
    if (now === undefined || generationOf(now).sidecar !== name) return undefined;
  }
  const { contentType = contentTypeOf(key), metadata = {} } = sidecar ?? {};
  return { info: { key, size, contentType, metadata, modifiedAt }, generation };
}
