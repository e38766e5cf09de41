import { type ListedObject, StorageError } from '@likeness/storage';
import { eachObject } from './each-object.ts';
import type { Stores } from './move-object.ts';

/**
 * Removes from the old store what the new one has, with the same size; called when every object was compared.
 *
 * @returns how many went
 */
export async function deleteSource({
  from,
  to,
  concurrency,
  signal,
}: Stores & { concurrency: number; signal?: AbortSignal | undefined }): Promise<number> {
  let removed = 0;
  let doomed: ListedObject[] = [];
  await eachObject({
    store: from,
    concurrency,
    signal,
    async act(object) {
      const moved = await to.info(object).catch((error: unknown) => {
        // Deleted in both meanwhile.
        if (error instanceof StorageError && error.code === 'not_found') return undefined;
        throw error;
      });
      if (moved?.size === object.size) doomed.push(object);
    },
    async reached() {
      await from.delete({ keys: doomed.map(({ key }) => key) });
      removed += doomed.length;
      doomed = [];
    },
  });
  return removed;
}
