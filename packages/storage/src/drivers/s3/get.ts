import { addAbortSignal, Readable } from 'node:stream';
import { GetObjectCommand, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { throwIfAborted } from '../../aborts.ts';
import type { ByteRange, GetObject, StoredObject } from '../../driver.ts';
import { StorageError } from '../../errors.ts';
import { checkKey } from '../../keys.ts';
import { clipRange } from '../../requests.ts';
import { answered, notFound } from './failures.ts';
import { infoFrom } from './info.ts';
import { resumedBody } from './resumed-body.ts';
import { at, type S3Store } from './s3-store.ts';

/** Opens an object for reading; a body that breaks off is taken up again where it stopped. */
export async function getObject(store: S3Store, request: GetObject): Promise<StoredObject> {
  const { range, signal } = request;
  const key = checkKey(request.key);
  throwIfAborted(signal);
  // Whether it lies inside the object is the store's to say; whether it is one at all is not.
  if (range !== undefined) clipRange(range, Number.MAX_SAFE_INTEGER);
  const output = await open(store, { key, range, signal });
  const source = output.Body;
  if (!(source instanceof Readable)) throw new StorageError('unavailable', 'The store sent no body');
  // Before anything else is awaited: an error that nobody hears ends the process.
  source.on('error', () => undefined);
  try {
    const size = sizeOf(output);
    const info = infoFrom(key, { ...output, ContentLength: size });
    const clipped = range && clipRange(range, size);
    if (clipped !== undefined && output.ContentLength !== clipped.end - clipped.start + 1) {
      throw new StorageError('unavailable', 'The store does not answer ranges');
    }
    const { start, end } = clipped ?? { start: 0, end: size - 1 };
    const again = (from: number) =>
      open(store, { key, range: { start: from, end }, signal, tag: output.ETag }).then(
        ({ Body }) => Body as Readable,
      );
    const body = resumedBody({ source, start, end, attempts: store.attempts, again });
    if (signal) addAbortSignal(signal, body);
    return clipped ? { info, body, range: clipped } : { info, body };
  } catch (error) {
    source.destroy();
    throw error;
  }
}

interface Open {
  key: string;
  range?: ByteRange | undefined;
  signal?: AbortSignal | undefined;
  /** Only these very bytes. */
  tag?: string | undefined;
}

async function open(store: S3Store, { key, range, signal, tag }: Open): Promise<GetObjectCommandOutput> {
  const command = new GetObjectCommand({
    ...at(store, key),
    ...(range && { Range: `bytes=${range.start}-${range.end ?? ''}` }),
    ...(tag === undefined ? {} : { IfMatch: tag }),
  });
  try {
    return await answered(store.client.send(command, signal ? { abortSignal: signal } : {}), signal);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not_found') throw notFound(key);
    throw error;
  }
}

function sizeOf({ ContentRange, ContentLength = 0 }: GetObjectCommandOutput): number {
  const whole = /\/(\d+)$/.exec(ContentRange ?? '')?.[1];
  return whole === undefined ? ContentLength : Number(whole);
}
