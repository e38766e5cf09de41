import { noConnection } from '../likeness-error.ts';
import { reasonOf } from './pause.ts';

const WAYS = ['arrayBuffer', 'blob', 'json', 'text'] as const;

/** An answer whose connection ends in the middle is told of as one that never came. */
export function readAsWhole(response: Response, signal?: AbortSignal | null): Response {
  for (const way of WAYS) {
    const read = response[way].bind(response) as () => Promise<unknown>;
    const whole = () =>
      read().catch((error: unknown) => {
        throw signal?.aborted ? reasonOf(signal) : noConnection(error);
      });
    Object.defineProperty(response, way, { value: whole });
  }
  return response;
}
