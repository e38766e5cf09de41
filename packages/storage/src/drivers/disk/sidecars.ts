import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StorageError } from '../../errors.ts';
import { type DiskStore, SIDECARS } from './disk-store.ts';
import { codeOf, isMissing, toStorageError } from './failures.ts';

export interface Sidecar {
  contentType: string;
  metadata: Record<string, string>;
}

/** Names begin with a dot: no key's segment does, so a sidecar of `a` is never in the way of one of `a/b`. */
export function sidecarName(generation: string): string {
  return `.${generation}.json`;
}

/** Whether the sidecar was made; not when that generation of the key has one. It is durable. */
export async function writeSidecar(
  store: DiskStore,
  key: string,
  generation: string,
  sidecar: Sidecar,
): Promise<boolean> {
  const directory = join(store.root, SIDECARS, key);
  const path = join(directory, sidecarName(generation));
  try {
    const handle = await store.directories.within(directory, () => open(path, 'wx'));
    try {
      await handle.writeFile(JSON.stringify(sidecar));
      await handle.sync();
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    await store.directories.sync(directory);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw toStorageError(error);
  }
}

export async function readSidecar(
  store: DiskStore,
  key: string,
  generation: string,
): Promise<Sidecar | undefined> {
  let text: string;
  try {
    text = await readFile(join(store.root, SIDECARS, key, sidecarName(generation)), 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as Sidecar;
  } catch (error) {
    throw new StorageError('unavailable', `The metadata of ${key} is damaged`, { cause: error });
  }
}

export async function removeSidecar(store: DiskStore, key: string, generation: string): Promise<void> {
  const directory = join(store.root, SIDECARS, key);
  await rm(join(directory, sidecarName(generation)), { force: true });
  await store.directories.removeEmpty(directory);
}
