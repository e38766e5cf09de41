import { threadPool } from '../thread-pool.ts';
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

/** Threads for bodies, started when they are needed. @param threads most at once */
export function createBodyThreads({ threads }: { threads: number }): BodyThreads {
  const pool = threadPool({ file: './body-thread', from: import.meta.url, threads });
  return {
    run: (name, task, signal) => pool.started().run(task, { name, ...(signal && { signal }) }),
    close: pool.close,
  };
}
