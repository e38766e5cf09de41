import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { addAbortSignal, Readable } from 'node:stream';
import { throwIfAborted } from '../../aborts.ts';
import type { ByteRange, GetObject, StoredObject } from '../../driver.ts';
import { StorageError } from '../../errors.ts';
import { checkKey } from '../../keys.ts';
import { clipRange } from '../../requests.ts';
import { assertPresent, type DiskStore, pathOf } from './disk-store.ts';
import { isMissing, notFound, toStorageError } from './failures.ts';
import { describe } from './find.ts';

// Windows has neither flag. Non-blocking: opening a pipe that somebody left in the folder must not hang.
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** bytes; a stream costs more than the reading of a small picture */
const READ_AT_ONCE = 128 * 1_024;

/** Opens an object for reading; the bytes stay those of the opened generation when it is replaced. */
export async function getObject(store: DiskStore, request: GetObject): Promise<StoredObject> {
  const key = checkKey(request.key);
  throwIfAborted(request.signal);
  for (;;) {
    const handle = await openObject(store, key);
    if (handle === undefined) {
      await assertPresent(store);
      throw notFound(key);
    }
    const object = await readFrom(store, key, handle, request).catch(async (error: unknown) => {
      await handle.close();
      throw toStorageError(error);
    });
    if (object !== undefined) return object;
    await handle.close();
  }
}

async function openObject(store: DiskStore, key: string): Promise<FileHandle | undefined> {
  const path = pathOf(store, key);
  const [opened, inside] = await Promise.allSettled([
    open(path, FLAGS),
    store.directories.holds(dirname(path)),
  ]);
  if (opened.status === 'rejected') {
    if (isMissing(opened.reason)) return undefined;
    throw toStorageError(opened.reason);
  }
  if (inside.status === 'fulfilled' && inside.value) return opened.value;
  await opened.value.close();
  if (inside.status === 'rejected') throw toStorageError(inside.reason);
  return undefined;
}

/** Nothing when the object was replaced before its sidecar was read. */
async function readFrom(
  store: DiskStore,
  key: string,
  handle: FileHandle,
  request: GetObject,
): Promise<StoredObject | undefined> {
  const stats = await handle.stat({ bigint: true });
  if (!stats.isFile()) throw notFound(key);
  const found = await describe(store, key, stats);
  if (found === undefined) return undefined;
  const { info } = found;
  const range = request.range && clipRange(request.range, info.size);
  throwIfAborted(request.signal);
  const body = await bodyOf(handle, range ?? { start: 0, end: info.size - 1 });
  if (request.signal) addAbortSignal(request.signal, body);
  return range ? { info, body, range } : { info, body };
}

async function bodyOf(handle: FileHandle, { start, end }: Required<ByteRange>): Promise<Readable> {
  const length = end - start + 1;
  if (length > READ_AT_ONCE) return handle.createReadStream({ start, end });
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new StorageError('unavailable', 'The object is shorter than it was');
    filled += bytesRead;
  }
  await handle.close();
  return Readable.from(length === 0 ? [] : [bytes], { objectMode: false });
}
