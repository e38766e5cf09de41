import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { aborted, throwIfAborted, toStorageError } from './failures.ts';

/**
 * Writes a body to the file. What goes wrong with the file is a StorageError, what goes wrong with the source
 * is the source's own error, as it is.
 */
export async function writeBody(
  handle: FileHandle,
  body: Readable | Uint8Array,
  signal?: AbortSignal,
): Promise<void> {
  throwIfAborted(signal);
  if (!(body instanceof Readable)) return await write(handle, body);
  if (body.errored) throw body.errored;
  // A stream that was read before would pass for an empty one.
  if (body.destroyed || body.readableEnded) throw new TypeError('The body was read before');

  const stop = () => body.destroy(new Error('aborted'));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of body) {
      await write(handle, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    }
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  throwIfAborted(signal);
}

async function write(handle: FileHandle, bytes: Uint8Array): Promise<void> {
  try {
    await handle.writeFile(bytes);
  } catch (error) {
    throw toStorageError(error);
  }
}
