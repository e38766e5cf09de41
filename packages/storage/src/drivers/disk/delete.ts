import { unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { forEachOf } from '../../for-each-of.ts';
import { checkKey } from '../../keys.ts';
import { assertPresent, type DiskStore, pathOf } from './disk-store.ts';
import { isMissing, toStorageError } from './failures.ts';
import { statObject } from './find.ts';
import { generationOf } from './generations.ts';
import { removeSidecar } from './sidecars.ts';

const FOLDERS_AT_ONCE = 4;
const OBJECTS_AT_ONCE = 8;

/**
 * Removes objects, then the folders that they leave empty. It is durable as a put is: an erased person's bytes
 * must not be back after a power cut.
 */
export async function deleteObjects(store: DiskStore, request: { keys: readonly string[] }): Promise<void> {
  const folders = new Map<string, string[]>();
  for (const key of new Set(request.keys.map(checkKey))) {
    const directory = dirname(pathOf(store, key));
    const keys = folders.get(directory) ?? [];
    folders.set(directory, keys);
    keys.push(key);
  }
  try {
    await assertPresent(store);
    await forEachOf(folders, FOLDERS_AT_ONCE, async ([directory, keys]) => {
      if (!(await store.directories.holds(directory))) return;
      await forEachOf(keys, OBJECTS_AT_ONCE, (key) => deleteObject(store, key));
      await store.directories.sync(await store.directories.removeEmpty(directory));
    });
  } catch (error) {
    throw toStorageError(error);
  }
}

async function deleteObject(store: DiskStore, key: string): Promise<void> {
  const stats = await statObject(store, key);
  if (stats === undefined) return;
  try {
    await unlink(pathOf(store, key));
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const { sidecar } = generationOf(stats);
  if (sidecar !== undefined) await removeSidecar(store, key, sidecar);
}
