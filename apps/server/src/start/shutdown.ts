import type { CleanupWorker } from '../cleanup/cleanup-worker.ts';
import type { Config } from '../config/config.ts';
import type { Log } from '../log.ts';

export interface StopRequest {
  /** Resolves at the first SIGTERM or SIGINT, or at `ask`; rejects at `fail`. */
  asked: Promise<string>;
  ask(why: string): void;
  /** The process must not go on: it stops as when asked, and ends with this. */
  fail(error: Error): void;
  /** Lets the process go its way again. */
  dispose(): void;
}

/**
 * Waits to be told to stop, and keeps the process alive meanwhile. A second signal ends it at once: the
 * next start tidies up after that.
 */
export function awaitStop(log: Log): StopRequest {
  let ask: (why: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const asked = new Promise<string>((resolve, reject) => {
    [ask, fail] = [resolve, reject];
  });
  asked.catch(() => {}); // it may come before anybody waits
  let signals = 0;
  const onSignal = (name: NodeJS.Signals) => {
    signals += 1;
    if (signals > 1) {
      log.warn({ signal: name }, 'stopping at once');
      process.exit(1);
    }
    ask(name);
  };
  const alive = setInterval(() => {}, 2 ** 30);
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  return {
    asked,
    ask,
    fail,
    dispose() {
      clearInterval(alive);
      process.off('SIGTERM', onSignal).off('SIGINT', onSignal);
    },
  };
}

/** Resolves with `work`, or after `ms` having called `late`; then waits for `work` no longer. */
export async function within(ms: number, work: Promise<unknown>, late: () => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      late();
      resolve();
    }, ms);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ends a cleanup, and leaves one that does not end to the next start: it goes on where this one was. */
export async function stopCleanup(
  cleanup: CleanupWorker | undefined,
  { config, log }: { config: Config; log: Log },
): Promise<void> {
  if (cleanup === undefined) return;
  await within(config.server.shutdownTimeout, cleanup.stop(), () =>
    log.warn('a cleanup was still running at the end of LIKENESS_SHUTDOWN_TIMEOUT'),
  );
}
