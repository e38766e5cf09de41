import { StorageError } from './errors.ts';

export function aborted(signal: AbortSignal): StorageError {
  return new StorageError('aborted', 'The operation was aborted', { cause: signal.reason });
}

/** @throws StorageError `aborted` */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw aborted(signal);
}
