import type { StorageDriver } from '../../driver.ts';
import { checkKey } from '../../keys.ts';
import { checkStore } from './check.ts';
import { copyObject, moveObject } from './copy-move.ts';
import { deleteObjects } from './delete.ts';
import { assertPresent, diskStore } from './disk-store.ts';
import { find, statObject } from './find.ts';
import { getObject } from './get.ts';
import { listObjects } from './list.ts';
import { putObject } from './put.ts';
import { removeTemporaryFiles } from './remove-temporary-files.ts';
import { type SigningKey, signUrl } from './signed-urls.ts';

export interface DiskDriverOptions {
  /** The folder of the objects; made when it is not there. Nothing outside it is ever read or written. */
  root: string;
  /** At least 32 bytes. */
  signingKey: SigningKey;
  /** What signed addresses begin with: by default nothing, so that they begin with `/signed/`. */
  baseUrl?: string;
  /** What public addresses begin with; without it there are none. */
  publicBaseUrl?: string;
}

/**
 * Objects as files in a folder. Other processes may use the same folder at the same time. Links and whatever
 * else is in it that is no object are left alone.
 *
 * @example
 * const driver = createDiskDriver({ root: 'data/objects', signingKey: randomBytes(32) });
 * await driver.put({ key: 'a/b.txt', body: Buffer.from('hello') });
 */
export function createDiskDriver(options: DiskDriverOptions): StorageDriver {
  const { signingKey } = options;
  if (Buffer.byteLength(signingKey) < 32) throw new TypeError('signingKey has at least 32 bytes');
  const baseUrl = withoutSlash(options.baseUrl ?? '');
  const publicBaseUrl = options.publicBaseUrl && withoutSlash(options.publicBaseUrl);
  const open = diskStore(options.root);

  return {
    name: 'disk',
    put: (object) => putObject(open, object),
    get: async (request) => getObject(await open(), request),
    delete: async (request) => deleteObjects(await open(), request),
    async exists({ key }) {
      const store = await open();
      if ((await statObject(store, checkKey(key))) !== undefined) return true;
      await assertPresent(store);
      return false;
    },
    info: async ({ key }) => (await find(await open(), checkKey(key))).info,
    copy: async (request) => copyObject(await open(), request),
    move: async (request) => moveObject(await open(), request),
    list: async (request) => listObjects(await open(), request),
    publicUrl({ key }) {
      checkKey(key);
      return publicBaseUrl && `${publicBaseUrl}/${key}`;
    },
    signedUrl: async (request) => signUrl({ ...request, signingKey, baseUrl }),
    removeLeftovers: async (request) => removeTemporaryFiles(await open(), request),
    check: (request) => checkStore(open, request),
  };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
