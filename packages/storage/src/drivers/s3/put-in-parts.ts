/**
 * An upload in parts, by S3's own requests. The SDK's lib-storage does the same for what goes well; when a part fails
 * or the caller leaves, it answers before the other parts have ended and withdraws an upload that they may still
 * write to, and what they leave is paid for and never seen.
 */
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { throwIfAborted } from '../../aborts.ts';
import type { PutObject } from '../../driver.ts';
import { StorageError } from '../../errors.ts';
import { answered } from './failures.ts';
import type { Part } from './in-parts.ts';
import type { S3Store } from './s3-store.ts';

const AT_ONCE = 4;
const MAX_PARTS = 10_000;

export interface PutInParts {
  target: CreateMultipartUploadCommandInput;
  first: Part;
  /** Those after the first. */
  parts: AsyncGenerator<Part>;
  object: PutObject;
}

/** Uploads the parts, some at once; withdraws the upload when one fails. @returns the object's size, bytes */
export async function putInParts(store: S3Store, put: PutInParts): Promise<number> {
  const { signal } = put.object;
  const { Bucket, Key } = put.target;
  const { UploadId } = await answered(
    store.client.send(new CreateMultipartUploadCommand(put.target), signal ? { abortSignal: signal } : {}),
    signal,
  );
  const upload = { Bucket, Key, UploadId };
  try {
    const { size, tags } = await uploadParts(store, put, upload);
    throwIfAborted(signal);
    const Parts = tags.map((ETag, index) => ({ PartNumber: index + 1, ETag }));
    await answered(
      store.client.send(
        new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...onlyNew(put.object) }),
      ),
    );
    return size;
  } catch (error) {
    // What cannot be withdrawn now waits for `removeLeftovers`; the first error is the one to tell.
    await store.client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** The condition of a put that may not replace. */
export function onlyNew({ ifAbsent }: PutObject): { IfNoneMatch?: '*' } {
  return ifAbsent ? { IfNoneMatch: '*' } : {};
}

type Upload = Pick<CreateMultipartUploadCommandInput, 'Bucket' | 'Key'> & { UploadId: string | undefined };

/** Resolves, or throws the first failure, when no part is under way any more. */
async function uploadParts(
  store: S3Store,
  { first, parts, object }: PutInParts,
  upload: Upload,
): Promise<{ size: number; tags: string[] }> {
  const { body, signal, onProgress } = object;
  const stop = new AbortController();
  const abortSignal = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const tags: string[] = [];
  let size = 0;
  let failure: { error: unknown } | undefined;

  const send = async ({ number, bytes }: Part) => {
    if (number > MAX_PARTS)
      throw new StorageError('full', `An object has at most ${MAX_PARTS} parts of 5 MB`);
    const command = new UploadPartCommand({ ...upload, PartNumber: number, Body: bytes });
    const { ETag } = await answered(store.client.send(command, { abortSignal }), signal);
    if (ETag === undefined) throw new StorageError('unavailable', 'The store gave a part no ETag');
    tags[number - 1] = ETag;
    size += bytes.byteLength;
    onProgress?.(size);
  };
  const run = async (own?: Part) => {
    try {
      if (own !== undefined) await send(own);
      for await (const part of parts) await send(part);
    } catch (error) {
      failure ??= { error };
      stop.abort();
      // The others may be waiting for bytes that nobody needs any more.
      if (body instanceof Readable) body.destroy();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => run(index === 0 ? first : undefined)));
  if (failure !== undefined) throw failure.error;
  return { size, tags };
}
