import { afterAll, beforeAll, describe } from 'vitest';
import { storageDriverSuite } from '../../driver-suite.ts';
import { type BucketForTests, bucketForTests, withoutS3 } from '../../testing/s3-bucket-for-tests.ts';

describe.skipIf(withoutS3 !== undefined)('on a real server', () => {
  let bucket: BucketForTests;
  beforeAll(async () => {
    bucket = await bucketForTests();
  });
  afterAll(() => bucket.drop());

  storageDriverSuite({
    name: 's3',
    create: async () => bucket.underTest({ publicBaseUrl: 'https://cdn.example/' }),
  });
});
