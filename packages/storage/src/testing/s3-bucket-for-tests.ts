import { randomBytes, randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { DriverUnderTest } from '../driver-suite.ts';
import { createS3Driver } from '../drivers/s3/create-s3-driver.ts';
import { deleteBatches } from '../drivers/s3/delete.ts';
import { uploadsIn } from '../drivers/s3/remove-leftovers.ts';
import { type S3DriverOptions, type S3Store, s3Store } from '../drivers/s3/s3-store.ts';
import { Versions } from '../drivers/s3/versions.ts';

const { LIKENESS_TEST_S3_ENDPOINT, LIKENESS_TEST_S3_KEY = '', LIKENESS_TEST_S3_SECRET = '' } = process.env;

/** Why tests against an S3 server are left out; undefined when there is one. */
export const withoutS3 =
  LIKENESS_TEST_S3_ENDPOINT === undefined
    ? 'LIKENESS_TEST_S3_ENDPOINT is not set: scripts/services.sh up radosgw'
    : undefined;

export interface BucketForTests {
  options: S3DriverOptions & { endpoint: string };
  client: S3Client;
  /** A driver on a path of its own, which is empty. */
  underTest(options?: Partial<S3DriverOptions>): DriverUnderTest;
  /** Keys of all objects, versions and unfinished uploads. */
  everything(): Promise<string[]>;
  drop(): Promise<void>;
}

/** A bucket of its own on the test server; `drop` removes it with all that is in it. */
export async function bucketForTests({ versioned = false } = {}): Promise<BucketForTests> {
  const options = {
    bucket: `likeness-${randomBytes(6).toString('hex')}`,
    region: 'us-east-1',
    endpoint: LIKENESS_TEST_S3_ENDPOINT ?? '',
    pathStyle: true,
    credentials: { accessKeyId: LIKENESS_TEST_S3_KEY, secretAccessKey: LIKENESS_TEST_S3_SECRET },
  };
  const store = s3Store(options);
  const { client } = store;
  const Bucket = options.bucket;
  await client.send(new CreateBucketCommand({ Bucket }));
  if (versioned) {
    const VersioningConfiguration = { Status: 'Enabled' as const };
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  }

  return {
    options,
    client,
    underTest(more) {
      const path = randomUUID();
      return {
        driver: createS3Driver({ ...options, path, ...more }),
        leftovers: async () => [
          ...(await collected(uploadsIn(s3Store({ ...options, path })))).map(({ Key }) => Key),
          ...(await keysBelow(store, `${path}/.`)),
        ],
        opens: async ({ url, method, at }) => {
          const query = new URL(url).searchParams;
          const begun = (query.get('X-Amz-Date') ?? '').replace(/(....)(..)(..T..)(..)/, '$1-$2-$3:$4:');
          if (at.getTime() > Date.parse(begun) + Number(query.get('X-Amz-Expires')) * 1_000) return false;
          const body = method === 'PUT' ? { body: 'put' } : {};
          return (await fetch(url, { method, ...body })).ok;
        },
        dispose: () => removeAll(store, `${path}/`),
      };
    },
    async everything() {
      const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket }));
      return [...(await keysBelow(store, '')), ...Uploads.map(({ Key = '' }) => Key)].toSorted();
    },
    async drop() {
      await removeAll(store, '');
      await client.send(new DeleteBucketCommand({ Bucket }));
      client.destroy();
    },
  };
}

async function keysBelow({ client, bucket }: S3Store, prefix: string): Promise<string[]> {
  const page = await client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }));
  return [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])].map(({ Key = '' }) => Key);
}

async function removeAll(store: S3Store, prefix: string): Promise<void> {
  await deleteBatches(store, await collected(new Versions(store).below(prefix)));
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
