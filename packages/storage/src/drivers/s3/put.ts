import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { throwIfAborted } from '../../aborts.ts';
import { contentTypeOf } from '../../content-types.ts';
import type { PutObject, PutResult } from '../../driver.ts';
import { checkKey } from '../../keys.ts';
import { checkContentType, checkMetadata } from '../../metadata.ts';
import { readBody } from '../../read-body.ts';
import { answered, exists, isRefusedCondition } from './failures.ts';
import { inParts } from './in-parts.ts';
import { objectExists } from './info.ts';
import { toHeaders } from './metadata-headers.ts';
import { onlyNew, putInParts } from './put-in-parts.ts';
import { at, type S3Store } from './s3-store.ts';

/**
 * Puts an object: up to 5 MB in one request, more in parts. Whatever is sent lies in memory, so that every
 * request can be tried again; S3 shows an object when all of it is there.
 */
export async function putObject(store: S3Store, object: PutObject): Promise<PutResult> {
  const { body, signal, onProgress } = object;
  // From now on: a source that fails while a request is under way would otherwise end the process.
  if (body instanceof Readable) body.on('error', () => undefined);
  try {
    const key = checkKey(object.key);
    const contentType = checkContentType(object.contentType ?? contentTypeOf(key));
    const metadata = checkMetadata(object.metadata);
    throwIfAborted(signal);
    // Not every store heeds the condition at the end of an upload in parts: this keeps the time short.
    if (object.ifAbsent && (await objectExists(store, key))) throw exists(key);
    const target = {
      ...at(store, key),
      ContentType: contentType,
      Metadata: toHeaders(metadata),
      ...store.encryption,
    };
    const parts = inParts(readBody(body, signal));
    const first = await parts.next();
    if (first.done) throw new Error('A body has one part at least');
    let size = first.value.bytes.byteLength;
    if (first.value.last) {
      await answered(
        store.client.send(
          new PutObjectCommand({ ...target, Body: first.value.bytes, ...onlyNew(object) }),
          signal ? { abortSignal: signal } : {},
        ),
        signal,
      );
      onProgress?.(size);
    } else {
      size = await putInParts(store, { target, first: first.value, parts, object });
    }
    return { key, size, contentType, metadata };
  } catch (error) {
    if (object.ifAbsent && isRefusedCondition(error)) throw exists(object.key);
    throw error;
  } finally {
    if (body instanceof Readable) body.destroy();
  }
}
