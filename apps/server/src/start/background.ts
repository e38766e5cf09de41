import { bodyJobHandlers } from '../bodies/body-job-handlers.ts';
import { startCdn } from '../cdn/start-cdn.ts';
import { startCleanupWorker } from '../cleanup/cleanup-worker.ts';
import type { Config } from '../config/config.ts';
import { keepLedger } from '../erasures/ledger.ts';
import { startEvents } from '../events/start-events.ts';
import { createJobs } from '../jobs/create-jobs.ts';
import { openQueueEngine } from '../jobs/open-queue-engine.ts';
import type { QueueEngine } from '../jobs/queue-engine.ts';
import type { Services } from '../services.ts';
import { checkSegmenter } from './check-segmenter.ts';
import { stopCleanup } from './shutdown.ts';

export interface Background {
  /** Nothing is done before. */
  start(): Promise<void>;
  /** Lets what runs end within `LIKENESS_SHUTDOWN_TIMEOUT`, started or not. Before the database closes. */
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
 * Everything that a process does without being asked: the cleanup, the outbox, the jobs and the webhooks. What may be
 * missing for that is looked for here, before anybody is told that the process runs.
 *
 * @throws ConfigurationError when what the jobs need is not there
 */
export async function prepareBackground(services: Services, does: BackgroundOptions): Promise<Background> {
  const { config, log, database, redis } = services;
  if (does.jobs) await checkSegmenter(config);
  const { concurrency } = config.jobs;
  const engine = await openQueueEngine({ database, redis, concurrency, log });
  let stop = () => engine.close();
  return {
    async start() {
      stop = await startAll(services, engine, does);
    },
    stop: () => stop(),
  };
}

/** @returns what stops it, the queue too */
async function startAll(
  services: Services,
  engine: QueueEngine,
  does: BackgroundOptions,
): Promise<() => Promise<void>> {
  const { config, log, database, store, bodies } = services;
  const events = startEvents(services);
  keepLedger({ bus: events.bus, db: database.db, store });
  const cdn = await startCdn(services, events.bus).catch(async (error: unknown) => {
    await events.stop();
    throw error;
  });
  const jobs = await createJobs({
    config,
    log,
    database,
    engine,
    dispatch: events.bus.dispatch,
    ...(does.jobs && { handlers: bodyJobHandlers(services) }),
  });
  const cleanup = does.cleanup
    ? startCleanupWorker({
        config,
        log,
        db: database.db,
        store,
        documents: bodies.context.documents,
        people: services,
      })
    : undefined;
  return async () => {
    const pump = jobs.stop().finally(() => Promise.all([events.stop(), cdn.stop()]));
    await Promise.all([pump, stopCleanup(cleanup, services)]);
  };
}
