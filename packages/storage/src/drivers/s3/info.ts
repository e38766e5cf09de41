import { HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectInfo } from '../../driver.ts';
import { StorageError } from '../../errors.ts';
import { answered, notFound, S3Failure, toStorageError } from './failures.ts';
import { fromHeaders } from './metadata-headers.ts';
import { at, type S3Store } from './s3-store.ts';

/** What the headers of an answer tell of an object. */
export interface ObjectHeaders {
  ContentLength?: number | undefined;
  ContentType?: string | undefined;
  Metadata?: Record<string, string> | undefined;
  LastModified?: Date | undefined;
}

export function infoFrom(key: string, headers: ObjectHeaders): ObjectInfo {
  const { ContentLength: size = 0, ContentType: contentType = 'application/octet-stream' } = headers;
  const { Metadata, LastModified } = headers;
  return { key, size, contentType, metadata: fromHeaders(Metadata), modifiedAt: wholeSeconds(LastModified) };
}

/** Headers tell seconds, some stores' lists more: one object has one time. */
export function wholeSeconds(time: Date = new Date(0)): Date {
  return new Date(Math.floor(time.getTime() / 1_000) * 1_000);
}

/** @throws StorageError `not_found` */
export async function objectInfo(store: S3Store, key: string): Promise<ObjectInfo> {
  try {
    return infoFrom(key, await store.client.send(new HeadObjectCommand(at(store, key))));
  } catch (error) {
    const failure = toStorageError(error);
    if (failure.code !== 'not_found') throw failure;
    await assertBucket(store);
    throw notFound(key);
  }
}

export async function objectExists(store: S3Store, key: string): Promise<boolean> {
  try {
    await objectInfo(store, key);
    return true;
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not_found') return false;
    throw error;
  }
}

/** An answer to HEAD does not say whether object or bucket is missing: a bucket that is gone lost no objects. */
async function assertBucket(store: S3Store): Promise<void> {
  try {
    await answered(store.client.send(new HeadBucketCommand({ Bucket: store.bucket })));
  } catch (error) {
    if (!(error instanceof StorageError) || error.code !== 'not_found') throw error;
    throw toStorageError(new S3Failure({ name: 'NoSuchBucket' }));
  }
}
