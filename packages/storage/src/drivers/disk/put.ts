import { randomUUID } from 'node:crypto';
import { type FileHandle, link, lstat, open, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { throwIfAborted } from '../../aborts.ts';
import { contentTypeOf } from '../../content-types.ts';
import type { PutObject, PutResult } from '../../driver.ts';
import { StorageError } from '../../errors.ts';
import { checkKey } from '../../keys.ts';
import { checkContentType, checkMetadata } from '../../metadata.ts';
import { type DiskStore, pathOf } from './disk-store.ts';
import { codeOf, exists, isInTheWay, toStorageError } from './failures.ts';
import { statObject } from './find.ts';
import { type Generation, generationOf, stamp } from './generations.ts';
import { removeSidecar, type Sidecar, writeSidecar } from './sidecars.ts';
import { writeBody } from './write-body.ts';

/** Puts an object: temporary file, fsync, rename, fsync of the folders. The order is told in generations.ts. */
export async function putObject(openStore: () => Promise<DiskStore>, object: PutObject): Promise<PutResult> {
  const { body, signal } = object;
  // From now on: a source that fails while the file is being opened would otherwise end the process.
  if (body instanceof Readable) body.on('error', () => undefined);
  try {
    const key = checkKey(object.key);
    const contentType = checkContentType(object.contentType ?? contentTypeOf(key));
    const metadata = checkMetadata(object.metadata);
    throwIfAborted(signal);
    const plain = contentType === contentTypeOf(key) && Object.keys(metadata).length === 0;
    const sidecar = plain ? undefined : { contentType, metadata };
    const { size } = await write(await openStore(), key, object, sidecar);
    return { key, size, contentType, metadata };
  } finally {
    if (body instanceof Readable) body.destroy();
  }
}

async function write(
  store: DiskStore,
  key: string,
  object: PutObject,
  sidecar: Sidecar | undefined,
): Promise<Generation> {
  const temporary = join(store.temporary, randomUUID());
  const handle = await open(temporary, 'wx').catch((error: unknown) => {
    throw toStorageError(error);
  });
  let generation: Generation | undefined;
  try {
    try {
      await writeBody(handle, object);
      generation = await seal(store, key, handle, sidecar);
    } finally {
      await handle.close();
    }
    throwIfAborted(object.signal);
    await place(store, key, temporary, object.ifAbsent);
    return generation;
  } catch (error) {
    // What cannot be removed now waits for `removeTemporaryFiles`; the first error is the one to tell.
    await rm(temporary, { force: true }).catch(() => undefined);
    await removeUnused(store, key, generation?.sidecar).catch(() => undefined);
    throw error;
  }
}

/** Gives the file its generation and makes both it and its sidecar durable. */
async function seal(
  store: DiskStore,
  key: string,
  handle: FileHandle,
  sidecar: Sidecar | undefined,
): Promise<Generation> {
  try {
    const generation = await (sidecar ? stampWith(sidecar, store, key, handle) : stamp(handle, false));
    await handle.sync();
    return generation;
  } catch (error) {
    throw toStorageError(error);
  }
}

async function stampWith(sidecar: Sidecar, store: DiskStore, key: string, handle: FileHandle) {
  for (;;) {
    const generation = await stamp(handle, true);
    const name = generation.sidecar;
    if (name !== undefined && (await writeSidecar(store, key, name, sidecar))) return generation;
  }
}

/** Moves a file to its key, durably, and removes the sidecar of the object that it replaces. */
export async function place(store: DiskStore, key: string, from: string, ifAbsent = false): Promise<void> {
  const path = pathOf(store, key);
  const directory = dirname(path);
  const replaced = await statObject(store, key);
  if (ifAbsent && replaced !== undefined) throw exists(key);
  try {
    await store.directories.within(directory, () =>
      ifAbsent ? linkNew(key, from, path) : renameOver(from, path),
    );
    await store.directories.sync(directory);
    if (replaced !== undefined) await removeUnused(store, key, generationOf(replaced).sidecar);
  } catch (error) {
    if (!isInTheWay(error)) throw toStorageError(error);
    throw new StorageError('invalid_key', 'The key is the folder of other objects, or lies below one', {
      cause: error,
    });
  }
}

async function renameOver(from: string, path: string): Promise<void> {
  try {
    await rename(from, path);
  } catch (error) {
    if (codeOf(error) !== 'EISDIR') throw error;
    // A folder that a crash left empty is not in the way.
    await rmdir(path);
    await rename(from, path);
  }
}

/** Of several who do this at once, one succeeds: unlike a rename, a link replaces nothing. */
async function linkNew(key: string, from: string, path: string): Promise<void> {
  try {
    await link(from, path);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    if ((await lstat(path)).isFile()) throw exists(key);
    await rmdir(path);
    await link(from, path);
  }
  await rm(from);
}

async function removeUnused(store: DiskStore, key: string, generation: string | undefined): Promise<void> {
  if (generation === undefined) return;
  const current = await statObject(store, key);
  if (current !== undefined && generationOf(current).sidecar === generation) return;
  await removeSidecar(store, key, generation);
}
