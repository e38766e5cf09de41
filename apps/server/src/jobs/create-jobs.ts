import type { Config } from '../config/config.ts';
import type { DatabaseHandle } from '../database/database.ts';
import { listen } from '../database/listen.ts';
import type { Log } from '../log.ts';
import type { OutboxRow } from '../outbox/deliver-outbox.ts';
import { startOutboxPump } from '../outbox/outbox-pump.ts';
import { CANCEL_CHANNEL } from './cancel-job.ts';
import { deliverJob } from './deliver-job.ts';
import { JOB_TOPIC, OUTBOX_CHANNEL } from './enqueue-job.ts';
import type { JobHandlers } from './job-types.ts';
import { type JobWorkerContext, startJobWorker } from './job-worker.ts';
import { type JobQueue, openQueueEngine } from './queue-engine.ts';
import { requeueLost } from './requeue-lost.ts';

export interface CreateJobs {
  config: Config;
  log: Log;
  database: DatabaseHandle;
  /** What to do, by type of job. Without them jobs are queued for others to do. */
  handlers?: JobHandlers;
  /** What follows the events of the outbox; at least once for each. */
  dispatch?: (row: OutboxRow) => Promise<void>;
  /** For tests: see JobWorkerContext. */
  takeover?: JobWorkerContext['takeover'];
  unwind?: number;
}

export interface Jobs {
  queue: JobQueue;
  /** Lets running jobs end for `LIKENESS_SHUTDOWN_TIMEOUT`, then gives them back. Before the database closes. */
  stop(): Promise<void>;
}

/** ms that a handler has to end once it was told to */
const UNWIND = 5_000;
/** ms between two looks for jobs that the queue has lost */
const LOST_INTERVAL = 600_000;

/**
 * Starts what turns the outbox into work: its delivery to the queue and to the events' bus, and a worker.
 * Any number of processes may do so at the same time.
 *
 * @example const jobs = await createJobs({ config, log, database, handlers }); … await jobs.stop();
 */
export async function createJobs({
  config,
  log,
  database,
  handlers,
  dispatch = async () => {},
  takeover,
  unwind = UNWIND,
}: CreateJobs): Promise<Jobs> {
  const { concurrency, rate, timeout, attempts } = config.jobs;
  const { db } = database;
  const engine = await openQueueEngine({ database, concurrency, log });
  const { queue } = engine;
  const pump = startOutboxPump({
    db,
    log,
    deliver: (row) =>
      row.topic === JOB_TOPIC
        ? deliverJob({ db, queue, attempts }, String(row.payload.jobId))
        : dispatch(row),
  });
  const { shutdownTimeout } = config.server;
  const worker =
    handlers &&
    startJobWorker({
      engine,
      db,
      log,
      handlers,
      concurrency,
      rate,
      timeout,
      unwind,
      shutdownTimeout,
      ...(takeover && { takeover }),
    });
  const listener = listen({
    url: () => database.url,
    channels: {
      [OUTBOX_CHANNEL]: () => pump.wake(),
      [CANCEL_CHANNEL]: (jobId) => worker?.cancel(jobId),
    },
    onListening: () => {
      pump.wake();
      worker?.catchUp().catch((err: unknown) => log.warn({ err }, 'cancelled jobs could not be looked for'));
    },
    log,
  });
  const lost = lookForLost({ db, queue, log });
  return {
    queue,
    async stop() {
      await Promise.all([pump.stop(), worker?.stop(), listener.stop(), lost.stop()]);
      await engine.close();
    },
  };
}

function lookForLost({ db, queue, log }: { db: DatabaseHandle['db']; queue: Jobs['queue']; log: Log }) {
  const stopping = new AbortController();
  const look = async () => {
    try {
      const requeued = await requeueLost(db, queue, { signal: stopping.signal });
      if (requeued > 0) log.warn({ jobs: requeued }, 'jobs were not in the queue any more and are again');
    } catch (err) {
      if (!stopping.signal.aborted) log.warn({ err }, 'lost jobs could not be looked for');
    }
  };
  let looking = look();
  const timer = setInterval(() => {
    looking = look();
  }, LOST_INTERVAL).unref();
  return {
    async stop() {
      stopping.abort();
      clearInterval(timer);
      await looking;
    },
  };
}
