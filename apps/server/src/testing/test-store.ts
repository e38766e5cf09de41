import { randomUUID } from 'node:crypto';
import type { StorageDriver } from '@likeness/storage';
import { deletePrefix } from '../cleanup/delete-prefix.ts';
import { type Config, loadConfig } from '../config/config.ts';
import { openStore } from '../objects/open-store.ts';
import { setUpStore } from '../objects/set-up-store.ts';

let bucketMade: Promise<void> | undefined;

/**
 * Settings of a store of its own: with LIKENESS_TEST_STORE=s3 a path in the bucket `likeness-tests` of the test server,
 * otherwise none, which means a folder in the data directory.
 */
export async function testStoreEnv(): Promise<Record<string, string>> {
  const { LIKENESS_TEST_STORE: kind = 'disk' } = process.env;
  if (kind === 'disk') return {};
  if (kind !== 's3') throw new Error(`LIKENESS_TEST_STORE is disk or s3, not ${kind}`);
  const { LIKENESS_TEST_S3_ENDPOINT, LIKENESS_TEST_S3_KEY, LIKENESS_TEST_S3_SECRET } = process.env;
  if (!LIKENESS_TEST_S3_ENDPOINT || !LIKENESS_TEST_S3_KEY || !LIKENESS_TEST_S3_SECRET) {
    throw new Error('LIKENESS_TEST_STORE=s3 wants scripts/services.sh up radosgw');
  }
  const env = {
    STORAGE_BACKEND: 's3',
    S3_BUCKET_NAME: 'likeness-tests',
    S3_BUCKET_PATH: randomUUID(),
    S3_ENDPOINT: LIKENESS_TEST_S3_ENDPOINT,
    AWS_ACCESS_KEY_ID: LIKENESS_TEST_S3_KEY,
    AWS_SECRET_ACCESS_KEY: LIKENESS_TEST_S3_SECRET,
  };
  bucketMade ??= makeBucket(env);
  await bucketMade;
  return env;
}

async function makeBucket(env: Record<string, string>): Promise<void> {
  for await (const { step } of setUpStore(loadConfig(env), { dryRun: false })) if (step === 'bucket') return;
}

/** The settings again, for a process of its own. */
export function storeEnvOf({ aws, s3, storage }: Config): Record<string, string> {
  if (storage.backend === 'disk') return {};
  return {
    STORAGE_BACKEND: 's3',
    S3_BUCKET_NAME: s3.bucket ?? '',
    S3_BUCKET_PATH: s3.path,
    S3_ENDPOINT: s3.endpoint ?? '',
    AWS_ACCESS_KEY_ID: aws.accessKeyId ?? '',
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey ?? '',
  };
}

/** The store that the settings name. A folder goes with the data directory; a path in a bucket by `emptyStore`. */
export function openTestStore(config: Config): Promise<StorageDriver> {
  return openStore(config, { signingKey: Buffer.alloc(32, 'k') });
}

/** Removes what a test left in a bucket. */
export async function emptyStore(config: Config, store: StorageDriver): Promise<void> {
  if (config.storage.backend === 's3') await deletePrefix(store, '');
}
