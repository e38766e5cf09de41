import { CopyObjectCommand } from '@aws-sdk/client-s3';
import { StorageError } from '../../errors.ts';
import { checkKey } from '../../keys.ts';
import { deleteObjects } from './delete.ts';
import { answered, notFound } from './failures.ts';
import { getObject } from './get.ts';
import { objectInfo } from './info.ts';
import { putObject } from './put.ts';
import { at, type S3Store } from './s3-store.ts';
import type { Versions } from './versions.ts';

export interface FromTo {
  from: string;
  to: string;
}

/** bytes; S3 copies no more in one request */
const LARGEST_COPY = 5 * 1_073_741_824;

/** Inside the store; through this process what is above 5 GB, or what the store does not copy. */
export async function copyObject(
  store: S3Store,
  { from, to }: FromTo,
  largest = LARGEST_COPY,
): Promise<void> {
  checkKey(to);
  const { size } = await objectInfo(store, checkKey(from));
  if (from === to) return;
  if (size > largest) return await copyThrough(store, { from, to });
  try {
    await answered(
      store.client.send(
        new CopyObjectCommand({
          ...at(store, to),
          CopySource: `${store.bucket}/${store.path}${from}`,
          ...store.encryption,
        }),
      ),
    );
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    // Deleted since it was looked at.
    if (error.code === 'not_found') throw notFound(from);
    // As Ceph 16 answers for what is encrypted.
    if ((error.cause as Error | undefined)?.name !== 'NotImplemented') throw error;
    await copyThrough(store, { from, to });
  }
}

async function copyThrough(store: S3Store, { from, to }: FromTo): Promise<void> {
  const { info, body } = await getObject(store, { key: from });
  await putObject(store, { key: to, body, contentType: info.contentType, metadata: info.metadata });
}

/** A copy and then a delete: a crash in between leaves both objects, never none. */
export async function moveObject(store: S3Store, versions: Versions, { from, to }: FromTo): Promise<void> {
  await copyObject(store, { from, to });
  if (from !== to) await deleteObjects(store, versions, { keys: [from] });
}
