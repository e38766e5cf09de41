import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storageDriverSuite } from '../../driver-suite.ts';
import { filesIn, SIGNING_KEY } from '../../testing/disk-store-for-tests.ts';
import { createDiskDriver } from './create-disk-driver.ts';
import { verifySignedUrl } from './signed-urls.ts';

storageDriverSuite({
  name: 'disk',
  async create() {
    const root = await mkdtemp(join(tmpdir(), 'likeness-disk-'));
    const baseUrl = 'https://files.example/base/';
    const publicBaseUrl = 'https://cdn.example/';
    return {
      driver: createDiskDriver({ root, signingKey: SIGNING_KEY, baseUrl, publicBaseUrl }),
      leftovers: () => filesIn(join(root, '.tmp')),
      opens: async ({ url, method, at }) =>
        verifySignedUrl({ signingKey: SIGNING_KEY, url, method, now: at }).valid,
      dispose: () => rm(root, { recursive: true, force: true }),
    };
  },
});
