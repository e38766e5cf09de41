import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { PROBES } from './check.ts';
import { deleteBatches } from './delete.ts';
import { answered, isUploadGone } from './failures.ts';
import type { S3Store } from './s3-store.ts';
import { storeTimeOf } from './store-time.ts';
import type { Versions } from './versions.ts';

/**
 * Withdraws uploads in parts that were begun before, and removes probes of that age. The bucket's own rule, which
 * `likeness storage setup` makes, does the same for a store that nobody cleans. Ages are told by the store's clock: by
 * ours, were it ahead, all that is under way would be too old.
 */
export async function removeLeftovers(
  store: S3Store,
  versions: Versions,
  { olderThan }: { olderThan: Date },
): Promise<number> {
  const age = Date.now() - olderThan.getTime();
  let removed = 0;
  let oldest = olderThan.getTime();
  for await (const { Key, UploadId, begunAt, storeTime } of uploadsIn(store)) {
    if (storeTime !== undefined) oldest = storeTime - age;
    if (begunAt.getTime() >= oldest) continue;
    try {
      await answered(
        store.client.send(new AbortMultipartUploadCommand({ Bucket: store.bucket, Key, UploadId })),
      );
      removed++;
    } catch (error) {
      // somebody else's cleanup was first
      if (!isUploadGone(error)) throw error;
    }
  }
  const { Contents = [] } = await answered(
    store.client.send(new ListObjectsV2Command({ Bucket: store.bucket, Prefix: store.path + PROBES })),
  );
  const probes = Contents.filter(
    ({ LastModified }) => LastModified !== undefined && LastModified < olderThan,
  );
  const keys = probes.flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
  await deleteBatches(
    store,
    (await versions.kept()) ? await versions.of(keys) : keys.map((Key) => ({ Key })),
  );
  return removed + keys.length;
}

/** Uploads in parts that have not ended, each with what the store's clock said then. */
export async function* uploadsIn(store: S3Store) {
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({
      Bucket: store.bucket,
      Prefix: store.path,
      ...marker,
    });
    const time = storeTimeOf(command);
    const page = await answered(store.client.send(command));
    const storeTime = time();
    for (const { Key = '', UploadId = '', Initiated = new Date() } of page.Uploads ?? []) {
      yield { Key, UploadId, begunAt: Initiated, storeTime };
    }
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker ?? '' };
  }
}
