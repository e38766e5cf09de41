import { dirname } from 'node:path';
import { contentTypeOf } from '../../content-types.ts';
import { checkKey } from '../../keys.ts';
import { deleteObjects } from './delete.ts';
import { type DiskStore, pathOf } from './disk-store.ts';
import { toStorageError } from './failures.ts';
import { find } from './find.ts';
import { getObject } from './get.ts';
import { place, putObject } from './put.ts';

export interface FromTo {
  from: string;
  to: string;
}

export async function copyObject(store: DiskStore, { from, to }: FromTo): Promise<void> {
  checkKey(to);
  if (from === to) {
    await find(store, checkKey(from));
    return;
  }
  const { info, body } = await getObject(store, { key: from });
  const { contentType, metadata } = info;
  try {
    await putObject(() => Promise.resolve(store), { key: to, body, contentType, metadata });
  } catch (error) {
    throw toStorageError(error);
  }
}

/**
 * One rename when there is no sidecar before and none after. Otherwise a copy and then a delete: a crash in
 * between leaves both objects, never none.
 */
export async function moveObject(store: DiskStore, { from, to }: FromTo): Promise<void> {
  checkKey(to);
  const { info, generation } = await find(store, checkKey(from));
  if (from === to) return;
  if (generation.sidecar !== undefined || contentTypeOf(to) !== info.contentType) {
    await copyObject(store, { from, to });
    await deleteObjects(store, { keys: [from] });
    return;
  }
  await place(store, to, pathOf(store, from));
  const left = await store.directories.removeEmpty(dirname(pathOf(store, from)));
  await store.directories.sync(left);
}
