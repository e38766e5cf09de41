import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Exclusively, type ObjectInfo, type StorageDriver, StorageError } from '@likeness/storage';

export interface Stores {
  from: StorageDriver;
  to: StorageDriver;
}

/**
 * What became of an object. `present`: it was in the new store already, the same. `gone`: deleted meanwhile.
 * `differs`: the new store has another object under the key, which stays.
 */
export type Outcome = 'copied' | 'present' | 'gone' | 'differs';

/** What an object is, as it was read: its bytes' SHA-256 and what is told with them. */
export interface Seen extends Pick<ObjectInfo, 'contentType' | 'metadata' | 'size'> {
  sha256: string;
}

/**
 * Copies an object unless the new store has one under the key, and reads both again to compare them. Nobody deletes it
 * between its reading and its putting: what was deleted stays so.
 */
export async function moveObject(
  { from, to, exclusively }: Stores & { exclusively: Exclusively },
  key: string,
  signal?: AbortSignal,
): Promise<Outcome> {
  const put = await copyAlone({ from, to, exclusively }, key, signal);
  if (put === 'gone') return 'gone';
  const verdict = await compareObject({ from, to }, key, signal);
  if (verdict !== 'same') return verdict === 'missing' ? 'gone' : verdict;
  return put;
}

/** How the new store's object compares; `gone` when the old one has none, `missing` when only the new one has none. */
export async function compareObject(
  { from, to }: Stores,
  key: string,
  signal?: AbortSignal,
): Promise<'same' | 'differs' | 'gone' | 'missing'> {
  const [old, current] = await Promise.all([seen(from, key, signal), seen(to, key, signal)]);
  if (old === undefined) return 'gone';
  if (current === undefined) return (await from.exists({ key })) ? 'missing' : 'gone';
  return isDeepStrictEqual(old, current) ? 'same' : 'differs';
}

/**
 * When the lock was lost while it was copied, a deletion may have passed: then the copy goes again, under a lock that
 * holds, unless the old store still has the object.
 */
async function copyAlone(
  { from, to, exclusively }: Stores & { exclusively: Exclusively },
  key: string,
  signal?: AbortSignal,
): Promise<'copied' | 'present' | 'gone'> {
  let copied = false;
  try {
    return await exclusively([key], async (stillAlone) => {
      const put = await copyNew({ from, to }, key, signal);
      copied = put === 'copied';
      await stillAlone();
      return put;
    });
  } catch (error) {
    if (!copied) throw error;
    return await exclusively([key], async (stillAlone) => {
      const there = await from.exists({ key });
      if (!there) await to.delete({ keys: [key] });
      await stillAlone();
      return there ? 'copied' : 'gone';
    });
  }
}

async function copyNew(
  { from, to }: Stores,
  key: string,
  signal?: AbortSignal,
): Promise<'copied' | 'present' | 'gone'> {
  const source = await orNothing(from.get({ key, ...(signal && { signal }) }));
  if (source === undefined) return 'gone';
  const { contentType, metadata } = source.info;
  try {
    await to.put({
      key,
      body: source.body,
      contentType,
      metadata,
      ifAbsent: true,
      ...(signal && { signal }),
    });
    return 'copied';
  } catch (error) {
    if (error instanceof StorageError && error.code === 'exists') return 'present';
    throw error;
  }
}

async function seen(store: StorageDriver, key: string, signal?: AbortSignal): Promise<Seen | undefined> {
  const object = await orNothing(store.get({ key, ...(signal && { signal }) }));
  if (object === undefined) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of object.body) hash.update(chunk);
  const { contentType, metadata, size } = object.info;
  return { contentType, metadata, size, sha256: hash.digest('hex') };
}

async function orNothing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not_found') return undefined;
    throw error;
  }
}
