/** Runs in a thread of its own: the networks that read photos, which stay loaded as long as the thread lives. */
import { VisionError } from '@likeness/vision';
import { createPhotoReader, type PhotoReader, type PhotoReaderOptions } from '@likeness/vision/node';
import type { PhotoAnswer, PhotoTask } from './photo-tasks.ts';

let reader: Promise<PhotoReader> | undefined;

/** All tasks of a process have the same options. */
function loaded(options: PhotoReaderOptions): Promise<PhotoReader> {
  reader ??= createPhotoReader(options).catch((error: unknown) => {
    // the next task may find what was missing
    reader = undefined;
    throw error;
  });
  return reader;
}

export async function read({ options, steps, ...request }: PhotoTask): Promise<PhotoAnswer> {
  try {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    const onStep = (step: string) => steps.postMessage(step);
    return { result: await (await loaded(options)).read({ ...request, onStep }) };
  } catch (error) {
    // what a thread throws loses its class on the way
    if (error instanceof VisionError) {
      const { code, message } = error;
      if (code === 'invalid_photo') return { unreadable: message };
      if (code === 'engine_missing' || code === 'invalid_model') return { unusable: message };
    }
    throw error;
  } finally {
    steps.close();
  }
}
