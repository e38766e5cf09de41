import { buffer } from 'node:stream/consumers';
import {
  CreateMultipartUploadCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storageDriverSuite } from '../../driver-suite.ts';
import { putAll } from '../../suite/driver-under-test.ts';
import { type BucketForTests, bucketForTests, withoutS3 } from '../../testing/s3-bucket-for-tests.ts';
import { copyObject } from './copy-move.ts';
import { s3FaultOf } from './failures.ts';
import { s3Store } from './s3-store.ts';

if (withoutS3) console.warn(`MISSING: an S3 server; its driver is not tested: ${withoutS3}`);

describe.skipIf(withoutS3 !== undefined && process.env.CI !== 'true')('on a real server', () => {
  let bucket: BucketForTests;
  beforeAll(async () => {
    bucket = await bucketForTests();
  });
  afterAll(() => bucket.drop());

  storageDriverSuite({
    name: 's3',
    create: async () => bucket.underTest({ publicBaseUrl: 'https://cdn.example/' }),
  });

  it('leaves what is not ours out of lists, and does not touch it', async () => {
    const { driver, dispose } = bucket.underTest();
    const { client, options } = bucket;
    await client.send(new PutObjectCommand({ Bucket: options.bucket, Key: 'others/a b', Body: 'x' }));
    const root = bucket.underTest({ path: '' }).driver;
    await putAll(root, ['others/1', 'others/c']);
    expect((await root.list({ prefix: 'others/', limit: 2 })).objects.map(({ key }) => key)).toEqual([
      'others/1',
    ]);
    expect(await driver.list()).toEqual({ objects: [] });
    await dispose();
    expect(await bucket.everything()).toEqual(['others/1', 'others/a b', 'others/c']);
    await root.delete({ keys: ['others/1', 'others/c'] });
  });

  it('withdraws what a killed process left of an upload, and nothing younger', async () => {
    const { driver, leftovers } = bucket.underTest();
    const { client, options } = bucket;
    const Key = `${(await driver.signedUrl({ key: 'a', method: 'GET', expiresIn: 60 })).split('/')[4]}/a.bin`;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: options.bucket, Key }));
    await client.send(
      new UploadPartCommand({ Bucket: options.bucket, Key, UploadId, PartNumber: 1, Body: 'x' }),
    );
    expect(await leftovers()).toEqual([Key]);
    expect(await driver.removeLeftovers({ olderThan: new Date(Date.now() - 3_600_000) })).toBe(0);
    expect(await driver.removeLeftovers({ olderThan: new Date(Date.now() + 60_000) })).toBe(1);
    expect(await leftovers()).toEqual([]);
  });

  it('encrypts with a key of the key service, also copies, and reads it all the same', async () => {
    const encryption = { algorithm: 'aws:kms', keyId: 'likeness-test' } as const;
    const { driver, dispose } = bucket.underTest({ encryption });
    await driver.put({ key: 'a.txt', body: Buffer.from('secret') });
    await driver.put({ key: 'large.bin', body: Buffer.alloc(6_000_000, 'x') });
    await driver.copy({ from: 'a.txt', to: 'b.txt' });
    for (const key of ['a.txt', 'b.txt']) {
      const url = await driver.signedUrl({ key, method: 'GET', expiresIn: 60 });
      const answer = await fetch(url);
      expect([await answer.text(), answer.headers.get('x-amz-server-side-encryption')]).toEqual([
        'secret',
        'aws:kms',
      ]);
    }
    expect((await buffer((await driver.get({ key: 'large.bin' })).body)).length).toBe(6_000_000);
    await dispose();
  });

  it('copies through itself what is too large for one request', async () => {
    const { driver, dispose } = bucket.underTest();
    await driver.put({ key: 'a.bin', body: Buffer.alloc(6_000_000, 'x'), metadata: { a: '1' } });
    const url = await driver.signedUrl({ key: 'a', method: 'GET', expiresIn: 60 });
    const store = s3Store({ ...bucket.options, path: url.split('/')[4] ?? '' });
    await copyObject(store, { from: 'a.bin', to: 'b.bin' }, 5_000_000);
    expect(await driver.info({ key: 'b.bin' })).toMatchObject({ size: 6_000_000, metadata: { a: '1' } });
    await dispose();
  });

  it('tells a bucket that is gone from an object that is', async () => {
    const { driver } = bucket.underTest({ bucket: 'likeness-there-is-none' });
    const calls = [
      () => driver.exists({ key: 'a' }),
      () => driver.info({ key: 'a' }),
      () => driver.get({ key: 'a' }),
      () => driver.list(),
    ];
    for (const call of calls) {
      const error = await call().catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'unavailable' });
      expect(s3FaultOf(error)).toBe('no_bucket');
    }
  });

  it('tells a wrong key, a wrong secret and a lack of rights apart', async () => {
    const { credentials } = bucket.options;
    const faultWith = async (more: object) => {
      const { driver } = bucket.underTest(more);
      return s3FaultOf(await driver.check().catch((error: unknown) => error));
    };
    expect(await faultWith({ credentials: { ...credentials, accessKeyId: 'NOBODY' } })).toBe('unknown_key');
    expect(await faultWith({ credentials: { ...credentials, secretAccessKey: 'wrong' } })).toBe(
      'wrong_secret',
    );
    const { client, options } = bucket;
    const Statement = [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Resource: `arn:aws:s3:::${options.bucket}/denied/*`,
      },
    ];
    await client.send(
      new PutBucketPolicyCommand({
        Bucket: options.bucket,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    expect(await faultWith({ path: 'denied' })).toBe('forbidden');
  });
});

describe.skipIf(withoutS3 !== undefined && process.env.CI !== 'true')(
  'in a bucket that keeps versions',
  () => {
    let bucket: BucketForTests;
    beforeAll(async () => {
      bucket = await bucketForTests({ versioned: true });
    });
    afterAll(() => bucket.drop());

    it('what is deleted is in no version any more, and what begins like it stays', async () => {
      const { driver } = bucket.underTest({ path: 'p' });
      for (const text of ['first', 'second', 'third'])
        await driver.put({ key: 'a', body: Buffer.from(text) });
      await putAll(driver, ['a-b', 'b']);
      await driver.move({ from: 'b', to: 'c' });
      await driver.check();
      expect(await bucket.everything()).toEqual(['p/a', 'p/a', 'p/a', 'p/a-b', 'p/c']);
      await driver.delete({ keys: ['a', 'none'] });
      expect(await bucket.everything()).toEqual(['p/a-b', 'p/c']);
      expect(await driver.exists({ key: 'a' })).toBe(false);
    });
  },
);
