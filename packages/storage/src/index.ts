export { type ChaosHooks, type ChaosMethod, chaosDriver } from './chaos.ts';
export { contentTypeOf, UNKNOWN_CONTENT_TYPE } from './content-types.ts';
export type {
  ByteRange,
  GetObject,
  ListedObject,
  ListObjects,
  ObjectInfo,
  ObjectPage,
  PutObject,
  PutResult,
  SignedUrlRequest,
  StorageDriver,
  StoredObject,
} from './driver.ts';
export { createDiskDriver, type DiskDriverOptions } from './drivers/disk/create-disk-driver.ts';
export {
  type SignedParts,
  type SignedUrlVerdict,
  type SigningKey,
  type VerifySignedUrl,
  verifySignedUrl,
} from './drivers/disk/signed-urls.ts';
export { bucketRegion, type S3Fault, s3FaultOf } from './drivers/s3/failures.ts';
export type { S3DriverOptions } from './drivers/s3/s3-store.ts';
export { StorageError, type StorageErrorCode } from './errors.ts';
export { type Exclusively, type FallThrough, fallThroughDriver } from './fall-through.ts';
export { checkKey, checkPrefix, isKeySegment, MAX_KEY_LENGTH, MAX_SEGMENT_LENGTH } from './keys.ts';
export { checkContentType, checkMetadata, MAX_METADATA_BYTES } from './metadata.ts';
