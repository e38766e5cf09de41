import type { Dirent } from 'node:fs';
import { lstat, opendir, rm, rmdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type DiskStore, SIDECARS } from './disk-store.ts';
import { isMissing, toStorageError } from './failures.ts';
import { statObject } from './find.ts';
import { generationOf } from './generations.ts';
import { sidecarName } from './sidecars.ts';

/**
 * Removes what crashes left behind: unfinished temporary files, and sidecars whose object never came or is
 * gone. Only what was last written before `olderThan`, which must lie further back than any put takes.
 *
 * @returns how many files were removed
 * @throws StorageError `unavailable`
 */
export async function removeTemporaryFiles(store: DiskStore, request: { olderThan: Date }): Promise<number> {
  try {
    let removed = 0;
    for await (const entry of entriesOf(store.temporary)) {
      const path = join(store.temporary, entry.name);
      if (!entry.isDirectory() && (await removeOld(path, request.olderThan))) removed++;
    }
    return removed + (await removeStrayIn(store, join(store.root, SIDECARS), request.olderThan));
  } catch (error) {
    throw toStorageError(error);
  }
}

async function removeStrayIn(store: DiskStore, directory: string, olderThan: Date): Promise<number> {
  let removed = 0;
  const key = relative(join(store.root, SIDECARS), directory).replaceAll(sep, '/');
  for await (const entry of entriesOf(directory)) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      removed += await removeStrayIn(store, path, olderThan);
      // Fails while anything is in it, as it should; a put that was about to use it makes it again.
      await rmdir(path).catch(() => undefined);
    } else if (!(await belongs(store, key, entry.name)) && (await removeOld(path, olderThan))) {
      removed++;
    }
  }
  return removed;
}

async function belongs(store: DiskStore, key: string, name: string): Promise<boolean> {
  const stats = await statObject(store, key);
  const generation = stats && generationOf(stats).sidecar;
  return generation !== undefined && sidecarName(generation) === name;
}

async function removeOld(path: string, olderThan: Date): Promise<boolean> {
  try {
    if ((await lstat(path)).mtime >= olderThan) return false;
    await rm(path);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

async function* entriesOf(directory: string): AsyncGenerator<Dirent> {
  try {
    yield* await opendir(directory);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}
