import { bodyJobHandlers } from '../bodies/body-job-handlers.ts';
import { startCdn } from '../cdn/start-cdn.ts';
import { startCleanupWorker } from '../cleanup/cleanup-worker.ts';
import type { Config } from '../config/config.ts';
import { keepLedger } from '../erasures/ledger.ts';
import { startEvents } from '../events/start-events.ts';
import { createJobs, type Jobs } from '../jobs/create-jobs.ts';
import type { Services } from '../services.ts';
import { checkSegmenter } from './check-segmenter.ts';
import { stopCleanup } from './shutdown.ts';

export interface Background {
  jobs: Jobs;
  /** Lets what runs end within `LIKENESS_SHUTDOWN_TIMEOUT`. Before the database closes. */
  stop(): Promise<void>;
}

export interface BackgroundOptions {
  cleanup: boolean;
  /** Do the jobs; without it they are only queued. */
  jobs: boolean;
}

/** What the server does itself; the rest is left to `likeness worker`. */
export const inServer = ({ cleanup, jobs }: Config): BackgroundOptions => ({
  cleanup: cleanup.inProcess,
  jobs: jobs.inProcess,
});

/**
 * Everything that a process does without being asked: the cleanup, the outbox, the jobs and the webhooks.
 *
 * @throws ConfigurationError when what the jobs need is not there
 */
export async function startBackground(services: Services, does: BackgroundOptions): Promise<Background> {
  const { config, log, database, store, bodies } = services;
  if (does.jobs) await checkSegmenter(config);
  const events = startEvents(services);
  keepLedger({ bus: events.bus, db: database.db, store });
  const cdn = await startCdn(services, events.bus);
  const jobs = await createJobs({
    config,
    log,
    database,
    redis: services.redis,
    dispatch: events.bus.dispatch,
    ...(does.jobs && { handlers: bodyJobHandlers(services) }),
  }).catch(async (error: unknown) => {
    await Promise.all([events.stop(), cdn.stop()]);
    throw error;
  });
  const cleanup = does.cleanup
    ? startCleanupWorker({ config, log, db: database.db, store, documents: bodies.context.documents })
    : undefined;
  return {
    jobs,
    async stop() {
      const pump = jobs.stop().finally(() => Promise.all([events.stop(), cdn.stop()]));
      await Promise.all([pump, stopCleanup(cleanup, services)]);
    },
  };
}
