import { S3Failure, s3FaultOf, toStorageError } from '../failures.ts';
import { type S3DriverOptions, s3Store } from '../s3-store.ts';
import { bucket, isBucketThere } from './bucket.ts';
import { cdnAccess } from './cdn-access.ts';
import { cors } from './cors.ts';
import { encryption } from './encryption.ts';
import { lifecycle } from './lifecycle.ts';
import { publicAccess } from './public-access.ts';
import type { SetUpBucket, Step, StepReport } from './step.ts';
import { versioning } from './versioning.ts';

/** The policy goes before the block of public access: some stores take a service for the public. */
const STEPS: readonly Step[] = [bucket, encryption, cdnAccess, publicAccess, cors, lifecycle, versioning];

/**
 * Makes the bucket and sets up what it needs, step by step; what is as it should be is left. What a compatible store
 * does not support is said and skipped.
 *
 * @throws StorageError when the store cannot be used, or refuses a step that S3 itself supports
 */
export async function* setUpBucket(
  options: S3DriverOptions,
  wanted: SetUpBucket,
): AsyncGenerator<StepReport> {
  const store = s3Store(options);
  const { region, endpoint } = options;
  const compatible = endpoint !== undefined && !/\.amazonaws\.com(\.cn)?(:\d+)?$/.test(endpoint);
  let bucketThere = await isBucketThere({ store });
  const made = !bucketThere;
  for (const { step, run } of STEPS) {
    try {
      yield { step, ...(await run({ ...wanted, store, region, compatible, bucketThere, made })) };
    } catch (error) {
      if (!compatible || step === bucket.step || !isUnsupported(error)) throw toStorageError(error);
      yield { step, state: 'not supported', detail: `this store refuses it (${(error as Error).name})` };
    }
    if (!wanted.dryRun) bucketThere = true;
  }
}

/** A refusal of the request itself; not one of the credentials, and no failure that passes. */
function isUnsupported(error: unknown): boolean {
  const { cause } = toStorageError(error);
  const status = cause instanceof S3Failure ? (cause.status ?? 0) : 0;
  const fault = s3FaultOf(cause);
  return (
    (fault === undefined || fault === 'forbidden') && (status === 501 || (status >= 400 && status < 500))
  );
}
