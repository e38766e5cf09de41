import type { StorageDriver } from '@likeness/storage';

/** Deletes every object under a prefix. Idempotent. */
export async function deletePrefix(store: StorageDriver, prefix: string): Promise<void> {
  for (;;) {
    const { objects, cursor } = await store.list({ prefix });
    if (objects.length > 0) await store.delete({ keys: objects.map(({ key }) => key) });
    if (cursor === undefined) return;
  }
}
