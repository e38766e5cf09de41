import type { StorageDriver } from '../../driver.ts';
import { checkKey } from '../../keys.ts';
import { checkStore } from './check.ts';
import { copyObject, moveObject } from './copy-move.ts';
import { deleteObjects } from './delete.ts';
import { getObject } from './get.ts';
import { objectExists, objectInfo } from './info.ts';
import { listObjects } from './list.ts';
import { putObject } from './put.ts';
import { removeLeftovers } from './remove-leftovers.ts';
import { type S3DriverOptions, s3Store } from './s3-store.ts';
import { signUrl } from './signed-urls.ts';
import { Versions } from './versions.ts';

/**
 * Objects in a bucket of S3, or of a store that speaks as it does. Any number of processes may use it.
 *
 * @example
 * const driver = createS3Driver({ bucket: 'pictures', region: 'eu-central-1' });
 * await driver.put({ key: 'a/b.txt', body: Buffer.from('hello') });
 */
export function createS3Driver(options: S3DriverOptions): StorageDriver {
  const store = s3Store(options);
  const versions = new Versions(store);
  const publicBaseUrl = options.publicBaseUrl?.replace(/\/+$/, '');

  return {
    name: 's3',
    put: (object) => putObject(store, object),
    get: (request) => getObject(store, request),
    delete: (request) => deleteObjects(store, versions, request),
    exists: async ({ key }) => objectExists(store, checkKey(key)),
    info: async ({ key }) => objectInfo(store, checkKey(key)),
    copy: (request) => copyObject(store, request),
    move: (request) => moveObject(store, versions, request),
    list: (request) => listObjects(store, request),
    publicUrl: ({ key }) => {
      checkKey(key);
      return publicBaseUrl && `${publicBaseUrl}/${store.path}${key}`;
    },
    signedUrl: (request) => signUrl(store, request),
    removeLeftovers: (request) => removeLeftovers(store, versions, request),
    check: (request) => checkStore(store, versions, request),
  };
}
