import { DeleteObjectsCommand, type ObjectIdentifier } from '@aws-sdk/client-s3';
import { StorageError } from '../../errors.ts';
import { checkKey } from '../../keys.ts';
import { answered } from './failures.ts';
import type { S3Store } from './s3-store.ts';
import type { Versions } from './versions.ts';

/** What S3 takes in one request. */
const BATCH = 1_000;
const ATTEMPTS = 3;

/** Removes objects, and all their versions when the bucket keeps such. */
export async function deleteObjects(
  store: S3Store,
  versions: Versions,
  request: { keys: readonly string[] },
): Promise<void> {
  const keys = [...new Set(request.keys.map(checkKey))].map((key) => store.path + key);
  if (keys.length === 0) return;
  const doomed = (await versions.kept())
    ? await versions.of(keys)
    : keys.map((Key): ObjectIdentifier => ({ Key }));
  await deleteBatches(store, doomed);
}

/** Deletes what is named; S3 may refuse some of a batch, which are asked for again. */
export async function deleteBatches(store: S3Store, doomed: readonly ObjectIdentifier[]): Promise<void> {
  for (let from = 0; from < doomed.length; from += BATCH) {
    let left = doomed.slice(from, from + BATCH);
    for (let attempt = 1; left.length > 0; attempt++) {
      const { Errors = [] } = await answered(
        store.client.send(
          new DeleteObjectsCommand({ Bucket: store.bucket, Delete: { Objects: left, Quiet: true } }),
        ),
      );
      const refused = Errors.filter(({ Code }) => Code !== 'NoSuchKey' && Code !== 'NoSuchVersion');
      const [first] = refused;
      if (first !== undefined && (attempt === ATTEMPTS || first.Code === 'AccessDenied')) {
        throw new StorageError('unavailable', `The store kept ${refused.length} objects (${first.Code})`);
      }
      left = refused.map(({ Key, VersionId }) => ({ Key, ...(VersionId ? { VersionId } : {}) }));
    }
  }
}
