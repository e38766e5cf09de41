import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import type { BodyTaskName, BodyTasks } from './body-tasks.ts';

export interface BodyThreads {
  /**
   * Runs a task in a free thread, or waits for one.
   *
   * @throws AbortError when the signal is aborted: the thread is ended with what it was doing
   */
  run<N extends BodyTaskName>(
    name: N,
    task: BodyTasks[N]['task'],
    signal?: AbortSignal,
  ): Promise<BodyTasks[N]['result']>;
  close(): Promise<void>;
}

/** ms without work after which a thread goes, and its templates and caches with it */
const IDLE = 60_000;

/** Threads for bodies, started when they are needed. @param threads most at once */
export function createBodyThreads({ threads }: { threads: number }): BodyThreads {
  // From sources (tests, `npm run dev`) a thread needs the loader that the process has.
  const source = import.meta.url.endsWith('.ts');
  const file = fileURLToPath(
    new URL(source ? 'body-thread-from-source.js' : 'body-thread.js', import.meta.url),
  );
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
    run: (name, task, signal) => started().run(task, { name, ...(signal && { signal }) }),
    async close() {
      await pool?.destroy();
    },
  };
}
