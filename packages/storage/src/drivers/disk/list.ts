import type { ListedObject, ListObjects, ObjectPage } from '../../driver.ts';
import { forEachOf } from '../../for-each-of.ts';
import { checkKey, checkPrefix } from '../../keys.ts';
import { pageLimit } from '../../requests.ts';
import { assertPresent, type DiskStore } from './disk-store.ts';
import { toStorageError } from './failures.ts';
import { statObject } from './find.ts';
import { generationOf } from './generations.ts';
import { keysAfter } from './walk.ts';

const STATS_AT_ONCE = 8;

/** One page of the objects in key order. The cursor is the last key that the page looked at. */
export async function listObjects(store: DiskStore, request: ListObjects = {}): Promise<ObjectPage> {
  const limit = pageLimit(request);
  const prefix = checkPrefix(request.prefix ?? '');
  const after = request.cursor === undefined ? '' : checkKey(request.cursor);
  try {
    const keys: string[] = [];
    for await (const key of keysAfter(store, { prefix, after, atOnce: limit + 1 })) {
      keys.push(key);
      if (keys.length > limit) break;
    }
    if (keys.length === 0) await assertPresent(store);
    const objects = await describeAll(store, keys.slice(0, limit));
    const cursor = keys.length > limit ? keys[limit - 1] : undefined;
    return cursor === undefined ? { objects } : { objects, cursor };
  } catch (error) {
    throw toStorageError(error);
  }
}

/** Without those that were deleted since the walk. */
async function describeAll(store: DiskStore, keys: string[]): Promise<ListedObject[]> {
  const objects: (ListedObject | undefined)[] = [];
  await forEachOf(keys.entries(), STATS_AT_ONCE, async ([at, key]) => {
    const stats = await statObject(store, key);
    if (stats === undefined) return;
    const { size, modifiedAt } = generationOf(stats);
    objects[at] = { key, size, modifiedAt };
  });
  return objects.filter((object) => object !== undefined);
}
