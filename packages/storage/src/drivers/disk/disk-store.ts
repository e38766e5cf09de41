import { lstat, mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../errors.ts';
import { Directories } from './directories.ts';
import { toStorageError } from './failures.ts';

/** Where unfinished puts are; the same file system as the objects, so that a rename is atomic. */
export const TEMPORARY = '.tmp';
/** The tree of the sidecars: `.meta/<key>/.<generation>.json`. */
export const SIDECARS = '.meta';

/** An opened root: what the capabilities of the driver work on. */
export interface DiskStore {
  /** real path */
  readonly root: string;
  readonly temporary: string;
  readonly directories: Directories;
}

/** The store, opened at its first use and again after a failure. Makes the root when there is none. */
export function diskStore(root: string): () => Promise<DiskStore> {
  let opened: Promise<DiskStore> | undefined;
  return () => {
    opened ??= open(root).catch((error: unknown) => {
      opened = undefined;
      throw toStorageError(error);
    });
    return opened;
  };
}

async function open(path: string): Promise<DiskStore> {
  await mkdir(join(path, TEMPORARY), { recursive: true });
  const root = await realpath(path);
  return { root, temporary: join(root, TEMPORARY), directories: new Directories(root) };
}

export function pathOf(store: DiskStore, key: string): string {
  return join(store.root, key);
}

/**
 * Called before "not there" is answered: a volume that is no longer mounted has no objects either, and must
 * not pass for a store that lost them.
 *
 * @throws StorageError `unavailable`
 */
export async function assertPresent(store: DiskStore): Promise<void> {
  try {
    await lstat(store.temporary);
  } catch (error) {
    throw new StorageError('unavailable', "The store's folder is gone", { cause: error });
  }
}
