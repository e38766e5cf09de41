import { Readable } from 'node:stream';
import { aborted, throwIfAborted } from './aborts.ts';

/**
 * The body of a put in the chunks that it comes in. What goes wrong with the source is the source's own error.
 *
 * @throws StorageError `aborted`
 */
export async function* readBody(
  body: Readable | Uint8Array,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  throwIfAborted(signal);
  if (!(body instanceof Readable)) {
    yield body;
    return;
  }
  if (body.errored) throw body.errored;
  // A stream that was read before would pass for an empty one.
  if (body.destroyed || body.readableEnded) throw new TypeError('The body was read before');

  const stop = () => body.destroy(new Error('aborted'));
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of body) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  } catch (error) {
    throw signal?.aborted ? aborted(signal) : error;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
  throwIfAborted(signal);
}
