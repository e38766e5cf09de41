import { type BucketLocationConstraint, CreateBucketCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { toStorageError } from '../failures.ts';
import { asItShouldBe, change, type StepContext } from './step.ts';

/** Whether the bucket is there. @throws StorageError when that cannot be told, or it is somebody else's */
export async function isBucketThere({ store }: Pick<StepContext, 'store'>): Promise<boolean> {
  try {
    await store.client.send(new ListObjectsV2Command({ Bucket: store.bucket, MaxKeys: 1 }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucket') return false;
    throw toStorageError(error);
  }
}

export const bucket = {
  step: 'bucket',
  async run(context: StepContext) {
    const { store, region, compatible, bucketThere } = context;
    if (bucketThere) return asItShouldBe(`${store.bucket} is there`);
    // The home of S3 goes without a name; compatible stores know their own places only.
    const elsewhere = !compatible && region !== 'us-east-1';
    const LocationConstraint = region as BucketLocationConstraint;
    return await change(context, `${store.bucket}, in ${region}`, () =>
      store.client.send(
        new CreateBucketCommand({
          Bucket: store.bucket,
          ...(elsewhere && { CreateBucketConfiguration: { LocationConstraint } }),
        }),
      ),
    );
  },
};
