import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { ListedObject, ListObjects, ObjectPage } from '../../driver.ts';
import { checkKey, checkPrefix, isKeySegment } from '../../keys.ts';
import { pageLimit } from '../../requests.ts';
import { answered } from './failures.ts';
import { wholeSeconds } from './info.ts';
import type { S3Store } from './s3-store.ts';

/** One page of the objects in key order. The cursor is the last key of the page. */
export async function listObjects(store: S3Store, request: ListObjects = {}): Promise<ObjectPage> {
  const limit = pageLimit(request);
  const prefix = checkPrefix(request.prefix ?? '');
  let after = request.cursor === undefined ? undefined : store.path + checkKey(request.cursor);
  for (;;) {
    const { Contents = [], IsTruncated } = await answered(
      store.client.send(
        new ListObjectsV2Command({
          Bucket: store.bucket,
          Prefix: store.path + prefix,
          MaxKeys: limit,
          ...(after === undefined ? {} : { StartAfter: after }),
        }),
      ),
    );
    const objects = Contents.flatMap(({ Key = '', Size: size = 0, LastModified }): ListedObject[] => {
      const key = Key.slice(store.path.length);
      // Names that no key has are others' business, or probes.
      if (!key.split('/').every(isKeySegment)) return [];
      return [{ key, size, modifiedAt: wholeSeconds(LastModified) }];
    });
    if (!IsTruncated) return { objects };
    const cursor = objects.at(-1)?.key;
    if (cursor !== undefined) return { objects, cursor };
    after = Contents.at(-1)?.Key;
  }
}
