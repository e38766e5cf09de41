import { Worker } from 'node:worker_threads';
import { damaged } from '../errors.ts';

/** Upright RGBA of 8 bits, in the colour space of the file. */
export interface DecodedHeic {
  width: number;
  height: number;
  data: Uint8Array<ArrayBuffer>;
}

type Answer = { picture: DecodedHeic } | { failure: string };

/** A picture of 50 megapixels takes about 5 s. */
const TIME_LIMIT_MS = 30_000;
/** The heap of WASM never shrinks; ending the thread gives it back. */
const IDLE_MS = 10_000;

let thread: Worker | undefined;
let idle: NodeJS.Timeout | undefined;
let line: Promise<unknown> = Promise.resolve();

/**
 * Decodes the primary picture of a HEIC in a worker thread, one at a time: the decoder is synchronous and needs
 * some ten bytes for each pixel. The thread starts with the first picture, ends when idle, and keeps no process
 * alive. Turns and mirrors of the file are applied.
 *
 * libheif is used directly rather than through heic-decode: that takes the first picture of the file instead of
 * the primary one, knows six of the nine brands and cannot be told a limit.
 *
 * @param source a file by its path, or bytes
 * @param maxPixels the decoder gives up beyond
 * @throws ImageError damaged_image; the signal's reason
 */
export function decodeHeic(
  source: string | Uint8Array,
  maxPixels: number,
  signal?: AbortSignal,
): Promise<DecodedHeic> {
  const turn = line.then(() => {
    signal?.throwIfAborted();
    return ask({ source, maxPixels: Math.ceil(maxPixels) }, signal);
  });
  line = turn.catch(() => undefined);
  return turn;
}

function ask(
  job: { source: string | Uint8Array; maxPixels: number },
  signal: AbortSignal | undefined,
): Promise<DecodedHeic> {
  clearTimeout(idle);
  thread ??= start();
  const worker = thread;
  worker.ref();
  return new Promise((resolve, reject) => {
    const settle = (act: () => void, reusable: boolean): void => {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      signal?.removeEventListener('abort', onAbort);
      if (reusable) rest(worker);
      else end(worker);
      act();
    };
    const onMessage = (answer: Answer): void => {
      const act = (): void =>
        'picture' in answer
          ? resolve(answer.picture)
          : reject(damaged('its pixels cannot be decoded', new Error(answer.failure)));
      settle(act, true);
    };
    const onError = (error: NodeJS.ErrnoException): void => {
      const ours = /MODULE_NOT_FOUND|WORKER_PATH/.test(error.code ?? '');
      settle(() => reject(ours ? error : damaged('it breaks the decoder', error)), false);
    };
    const onExit = (): void => settle(() => reject(damaged('it breaks the decoder')), false);
    const onAbort = (): void => settle(() => reject(signal?.reason), false);
    const timer = setTimeout(
      () => settle(() => reject(damaged(`it cannot be decoded within ${TIME_LIMIT_MS / 1000} s`)), false),
      TIME_LIMIT_MS,
    );
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    signal?.addEventListener('abort', onAbort, { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(job);
  });
}

function start(): Worker {
  const worker = new Worker(new URL('./decode-worker.js', import.meta.url), { stdout: true, stderr: true });
  // It may also die while it rests.
  worker.on('error', () => undefined).on('exit', () => forget(worker));
  return worker;
}

function rest(worker: Worker): void {
  worker.unref();
  idle = setTimeout(() => end(worker), IDLE_MS).unref();
}

function end(worker: Worker): void {
  forget(worker);
  void worker.terminate();
}

function forget(worker: Worker): void {
  if (thread === worker) thread = undefined;
}
