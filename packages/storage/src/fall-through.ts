/**
 * Two stores as one while objects are moved from the one to the other.
 *
 * Writes go to the new store, reads to the new one first, deletions to both. Whoever moves objects copies with
 * `ifAbsent`, so that what was put meanwhile stays, and holds the key `exclusively` from its reading of the old store
 * to its put in the new one. So does a deletion here, and then either the copying finds nothing any more, or the
 * deletion removes the copy too: nothing comes back. A reader who finds an object in neither store looks into the
 * new one again, since it may have been moved between the two looks.
 */
import { Readable } from 'node:stream';
import type { ListedObject, ListObjects, ObjectPage, StorageDriver } from './driver.ts';
import { StorageError } from './errors.ts';
import { checkKey } from './keys.ts';
import { pageLimit } from './requests.ts';

/**
 * Runs `act` while nobody else, in whichever process, does so with one of the keys. `stillAlone` rejects when that has
 * ended meanwhile, and so does the whole when it had ended before `act` did.
 */
export type Exclusively = <T>(
  keys: readonly string[],
  act: (stillAlone: () => Promise<void>) => Promise<T>,
) => Promise<T>;

export interface FallThrough {
  /** The new store. */
  to: StorageDriver;
  /** The old one. */
  from: StorageDriver;
  exclusively: Exclusively;
}

/** The new store, with what only the old one has. */
export function fallThroughDriver({ to, from, exclusively }: FallThrough): StorageDriver {
  const either = async <T>(act: (store: StorageDriver) => Promise<T>): Promise<T> =>
    await orElse(to, act, () => orElse(from, act, () => act(to)));
  const copy = async (request: { from: string; to: string }): Promise<void> => {
    checkKey(request.to);
    await orElse(
      to,
      (store) => store.copy(request),
      async () => {
        const { info, body } = await either((store) => store.get({ key: request.from }));
        const { contentType, metadata } = info;
        await to.put({ key: request.to, body, contentType, metadata });
      },
    );
  };
  const remove = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) checkKey(key);
    if (keys.length === 0) return;
    await exclusively(keys, async () => {
      await from.delete({ keys });
      await to.delete({ keys });
    });
  };

  return {
    name: to.name,
    async put(object) {
      if (object.ifAbsent && (await from.exists(object))) {
        if (object.body instanceof Readable) object.body.destroy();
        throw new StorageError('exists', `There is an object ${object.key} already`);
      }
      return await to.put(object);
    },
    get: (request) => either((store) => store.get(request)),
    delete: ({ keys }) => remove(keys),
    exists: async (request) =>
      (await to.exists(request)) || (await from.exists(request)) || (await to.exists(request)),
    info: (request) => either((store) => store.info(request)),
    copy,
    async move(request) {
      await copy(request);
      if (request.from !== request.to) await remove([request.from]);
    },
    // The old one first: what is moved meanwhile is then seen at least once.
    async list(request = {}) {
      const old = await from.list(request);
      return merged(old, await to.list(request), request);
    },
    publicUrl: (request) => to.publicUrl(request),
    async signedUrl(request) {
      const here = request.method === 'PUT' || (await to.exists(request)) || !(await from.exists(request));
      return await (here ? to : from).signedUrl(request);
    },
    async removeLeftovers(request) {
      return (await to.removeLeftovers(request)) + (await from.removeLeftovers(request));
    },
    async check(request) {
      await to.check(request);
      await from.list({ limit: 1 });
    },
  };
}

async function orElse<T>(
  store: StorageDriver,
  act: (store: StorageDriver) => Promise<T>,
  otherwise: () => Promise<T>,
): Promise<T> {
  try {
    return await act(store);
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'not_found') throw error;
    return await otherwise();
  }
}

/** A page tells nothing of what comes after its cursor. */
function merged(old: ObjectPage, current: ObjectPage, request: ListObjects): ObjectPage {
  const limit = pageLimit(request);
  const cursors = [old.cursor, current.cursor].filter((cursor) => cursor !== undefined);
  const end = cursors.toSorted(byBytes)[0];
  const byKey = new Map<string, ListedObject>();
  for (const object of [...old.objects, ...current.objects]) byKey.set(object.key, object);
  const known = [...byKey.values()]
    .filter(({ key }) => end === undefined || byBytes(key, end) <= 0)
    .toSorted((a, b) => byBytes(a.key, b.key));
  const objects = known.slice(0, limit);
  const cursor = known.length > limit ? objects.at(-1)?.key : end;
  return cursor === undefined ? { objects } : { objects, cursor };
}

function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
