import { Readable } from 'node:stream';
import { StorageError } from '../../errors.ts';
import { toStorageError } from './failures.ts';

export interface ResumedBody {
  source: Readable;
  /** The bytes that `source` holds, both inclusive. */
  start: number;
  end: number;
  /** How often in a row it may break off without a byte. */
  attempts: number;
  /** The same bytes from there on; fails when the object is not the same any more. */
  again(from: number): Promise<Readable>;
}

/**
 * The bytes of an answer, asked for again from where a connection broke: by a fault, or because the reader paused
 * for longer than the store may be silent.
 */
export function resumedBody(request: ResumedBody): Readable {
  const state: State = { source: request.source, left: false };
  const body = Readable.from(bytes(request, state), { objectMode: false });
  const destroy = body._destroy.bind(body);
  body._destroy = (error, done) => {
    // First: what the generator waits for would otherwise keep it.
    state.left = true;
    state.source.destroy();
    destroy(error, done);
  };
  return body;
}

interface State {
  source: Readable;
  /** Nobody reads any more. */
  left: boolean;
}

async function* bytes({ start, end, attempts, again }: ResumedBody, state: State) {
  let next = start;
  for (let failures = 0; ; ) {
    try {
      for await (const chunk of state.source) {
        next += chunk.length;
        failures = 0;
        yield chunk;
      }
      if (next > end) return;
      throw new StorageError('unavailable', 'The store ended an object too early');
    } catch (error) {
      if (state.left) throw error;
      if (++failures >= attempts) throw toStorageError(error);
    }
    state.source = await again(next);
    state.source.on('error', () => undefined);
    if (state.left) state.source.destroy();
  }
}
