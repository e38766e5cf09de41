import type { ListedObject, StorageDriver } from '@likeness/storage';

export interface EachObject {
  store: StorageDriver;
  /** Only keys after this one. */
  after?: string | undefined;
  concurrency: number;
  signal?: AbortSignal | undefined;
  act(object: ListedObject): Promise<void>;
  /** Called when all objects up to a key have been acted on. */
  reached?(key: string): Promise<void>;
}

/** objects acted on between two calls of `reached` */
const PAGE = 200;

/** Acts on every object of a store, some at once, in pages in the order of their keys. Stops between two objects. */
export async function eachObject({
  store,
  after,
  concurrency,
  signal,
  act,
  reached,
}: EachObject): Promise<void> {
  let cursor = after;
  do {
    const page = await store.list({ limit: PAGE, ...(cursor === undefined ? {} : { cursor }) });
    const left = page.objects.values();
    const run = async () => {
      for (const object of left) {
        signal?.throwIfAborted();
        await act(object);
      }
    };
    const results = await Promise.allSettled(Array.from({ length: concurrency }, run));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
    const last = page.objects.at(-1)?.key;
    if (last !== undefined) await reached?.(last);
    cursor = page.cursor;
  } while (cursor !== undefined);
}
