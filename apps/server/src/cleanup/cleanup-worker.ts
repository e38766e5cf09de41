import type { Logger } from 'pino';
import { foldStatistics } from '../portraits/statistics.ts';
import type { CleanupContext } from './cleanup-context.ts';
import { type CleanupReport, cleanupCycle } from './cleanup-cycle.ts';

export interface CleanupWorker {
  /** Ends the batch that is under way, then resolves. */
  stop(): Promise<void>;
}

/** The statistics call costs what is not folded yet, so folding does not wait for a cleanup. */
const FOLD_INTERVAL = 60_000;

/** What a crash left behind should not wait for an hour. */
const FIRST_AFTER = 60_000;

/** Cleans up a minute after the start, then every `AVATAR_CLEANUP_INTERVAL`; folds the counters every minute. */
export function startCleanupWorker(
  context: Omit<CleanupContext, 'signal' | 'scope'> & { log: Logger },
): CleanupWorker {
  const { log, config } = context;
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const cycle = async () => {
    try {
      const report: CleanupReport = await cleanupCycle({ ...context, signal: stopping.signal });
      log.info({ ...report }, 'cleaned up');
    } catch (error) {
      log.error({ err: error }, 'cleanup failed; it goes on at the next interval');
    }
  };
  const { interval } = config.cleanup;
  const schedule = (after: number) =>
    setTimeout(() => {
      running = cycle().then(() => {
        if (!stopping.signal.aborted) timer = schedule(interval);
      });
    }, after).unref();
  let timer = schedule(Math.min(FIRST_AFTER, interval));
  let folding: Promise<void> = Promise.resolve();
  const foldTimer = setInterval(() => {
    folding = foldStatistics(context.db).catch((error: unknown) => {
      log.error({ err: error }, 'the statistics could not be folded; the next minute tries again');
    });
  }, FOLD_INTERVAL).unref();
  return {
    async stop() {
      stopping.abort();
      clearTimeout(timer);
      clearInterval(foldTimer);
      await Promise.all([running, folding]);
    },
  };
}
