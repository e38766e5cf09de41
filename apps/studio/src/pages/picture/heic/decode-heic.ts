import type { DecodedPreview } from '@likeness/react';

type Answer = { picture: DecodedPreview } | { failure: string };

/**
 * Makes a HEIC visible in browsers that cannot show one. The decoder (about 0.7 MB over the line) is loaded when the
 * first one comes, and its memory is given back after each.
 */
export function decodeHeic(file: Blob, signal?: AbortSignal): Promise<DecodedPreview> {
  const worker = new Worker(new URL('./heic.worker.ts', import.meta.url), { type: 'module' });
  return new Promise<DecodedPreview>((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
      if ('picture' in data) resolve(data.picture);
      else reject(new Error(data.failure));
    });
    worker.addEventListener('error', () => reject(new Error('The decoder could not be loaded.')));
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(file);
  }).finally(() => worker.terminate());
}
