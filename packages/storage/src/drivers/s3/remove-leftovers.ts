import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { PROBES } from './check.ts';
import { deleteBatches } from './delete.ts';
import { answered } from './failures.ts';
import type { S3Store } from './s3-store.ts';
import type { Versions } from './versions.ts';

/**
 * Withdraws uploads in parts that were begun before, and removes probes of that age. The bucket's own rule, which
 * `likeness storage setup` makes, does the same for a store that nobody cleans.
 */
export async function removeLeftovers(
  store: S3Store,
  versions: Versions,
  { olderThan }: { olderThan: Date },
): Promise<number> {
  let removed = 0;
  for await (const upload of uploadsIn(store)) {
    if (upload.begunAt >= olderThan) continue;
    const { Key, UploadId } = upload;
    await answered(
      store.client.send(new AbortMultipartUploadCommand({ Bucket: store.bucket, Key, UploadId })),
    );
    removed++;
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

/** Uploads in parts that have not ended. */
export async function* uploadsIn(store: S3Store) {
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const page = await answered(
      store.client.send(
        new ListMultipartUploadsCommand({ Bucket: store.bucket, Prefix: store.path, ...marker }),
      ),
    );
    for (const { Key = '', UploadId = '', Initiated = new Date() } of page.Uploads ?? []) {
      yield { Key, UploadId, begunAt: Initiated };
    }
    if (!page.IsTruncated || page.NextKeyMarker === undefined) return;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker ?? '' };
  }
}
