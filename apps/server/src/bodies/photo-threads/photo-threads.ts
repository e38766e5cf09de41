import { MessageChannel } from 'node:worker_threads';
import type { Config } from '../../config/config.ts';
import { threadPool } from '../thread-pool.ts';
import type { PhotoAnswer, PhotoTask, ReadStep } from './photo-tasks.ts';

export interface PhotoThreads {
  /**
   * Reads photos in a free thread, or waits for one.
   *
   * @param onStep told in turn; when it throws, the thread is ended
   * @throws AbortError when the signal is aborted: the thread is ended with what it was doing; what the engine throws
   */
  read(
    task: Omit<PhotoTask, 'options' | 'steps'>,
    onStep: (step: ReadStep) => Promise<void>,
    signal: AbortSignal,
  ): Promise<PhotoAnswer>;
  close(): Promise<void>;
}

/** Threads that read photos, started when they are needed. Apart from those of bodies: each holds its models. */
export function createPhotoThreads({
  threads,
  poseModel,
  segmenter,
}: Pick<Config['photos'], 'threads' | 'poseModel' | 'segmenter'>): PhotoThreads {
  const pool = threadPool({ file: './photo-thread', from: import.meta.url, threads });
  return {
    async read(task, onStep, signal) {
      const { port1, port2 } = new MessageChannel();
      const stop = new AbortController();
      let told: Promise<void> = Promise.resolve();
      port1.on('message', (step: ReadStep) => {
        told = told.then(() => onStep(step));
        told.catch((error: unknown) => stop.abort(error));
      });
      try {
        const answer: PhotoAnswer = await pool
          .started()
          .run(
            { ...task, options: { model: poseModel, segmenter }, steps: port2 },
            { name: 'read', transferList: [port2], signal: AbortSignal.any([signal, stop.signal]) },
          );
        await told;
        return answer;
      } finally {
        port1.close();
      }
    },
    close: pool.close,
  };
}
