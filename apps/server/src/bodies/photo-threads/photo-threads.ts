import { fileURLToPath } from 'node:url';
import { MessageChannel } from 'node:worker_threads';
import { Piscina } from 'piscina';
import type { Config } from '../../config/config.ts';
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

/** ms without work after which a thread goes, and its models with it */
const IDLE = 60_000;

/** Threads that read photos, started when they are needed. Apart from those of bodies: each holds its models. */
export function createPhotoThreads({
  threads,
  poseModel,
  segmenter,
}: Pick<Config['photos'], 'threads' | 'poseModel' | 'segmenter'>): PhotoThreads {
  // From sources (tests, `npm run dev`) a thread needs the loader that the process has.
  const source = import.meta.url.endsWith('.ts');
  const name = source ? 'photo-thread-from-source.js' : 'photo-thread.js';
  const file = fileURLToPath(new URL(name, import.meta.url));
  let pool: Piscina | undefined;
  const started = () => {
    pool ??= new Piscina({
      filename: file,
      minThreads: 0,
      maxThreads: threads,
      idleTimeout: IDLE,
      ...(source && { execArgv: ['--conditions=source'] }),
    });
    return pool;
  };
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
        const answer: PhotoAnswer = await started().run(
          { ...task, options: { model: poseModel, segmenter }, steps: port2 },
          { name: 'read', transferList: [port2], signal: AbortSignal.any([signal, stop.signal]) },
        );
        await told;
        return answer;
      } finally {
        port1.close();
      }
    },
    async close() {
      await pool?.destroy();
    },
  };
}
