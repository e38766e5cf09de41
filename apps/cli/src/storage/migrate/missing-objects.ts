import type { ListedObject, StorageDriver } from '@likeness/storage';
import { eachObject } from './each-object.ts';
import type { Stores } from './move-object.ts';

/** Objects of the old store that the new one has not, told by their lists; not those that were deleted meanwhile. */
export async function missingObjects({
  from,
  to,
  signal,
}: Stores & { signal?: AbortSignal | undefined }): Promise<ListedObject[]> {
  const missing: ListedObject[] = [];
  const there = keysOf(to);
  let next = await there.next();
  await eachObject({
    store: from,
    // In order, so that two lists can be read side by side.
    concurrency: 1,
    signal,
    async act(object) {
      while (!next.done && next.value < object.key) next = await there.next();
      if (!next.done && next.value === object.key) return;
      if (!(await to.exists(object)) && (await from.exists(object))) missing.push(object);
    },
  });
  return missing;
}

async function* keysOf(store: StorageDriver): AsyncGenerator<string, undefined> {
  for (let cursor: string | undefined; ; ) {
    const page = await store.list(cursor === undefined ? {} : { cursor });
    for (const { key } of page.objects) yield key;
    cursor = page.cursor;
    if (cursor === undefined) return undefined;
  }
}
