export { createS3Driver } from './drivers/s3/create-s3-driver.ts';
export type { S3DriverOptions } from './drivers/s3/s3-store.ts';
export { setUpBucket } from './drivers/s3/setup/set-up-bucket.ts';
export type { SetUpBucket, StepReport, StepState } from './drivers/s3/setup/step.ts';
