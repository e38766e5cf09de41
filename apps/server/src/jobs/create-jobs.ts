import type { Config } from '../config/config.ts';
import type { DatabaseHandle } from '../database/database.ts';
import { listen } from '../database/listen.ts';
import type { Log } from '../log.ts';
import type { OutboxRow } from '../outbox/deliver-outbox.ts';
import { startOutboxPump } from '../outbox/outbox-pump.ts';
import type { RedisHandle } from '../redis/open-redis.ts';
import { CANCEL_CHANNEL } from './cancel-job.ts';
import { deliverJob, QueueFailed } from './deliver-job.ts';
import { JOB_TOPIC, OUTBOX_CHANNEL } from './enqueue-job.ts';
import type { JobHandlers } from './job-types.ts';
import { type JobWorkerContext, startJobWorker } from './job-worker.ts';
import { type LookForLost, lookForLost } from './look-for-lost.ts';
import { openQueueEngine } from './open-queue-engine.ts';
import type { JobQueue, QueueEngine } from './queue-engine.ts';

export interface CreateJobs {
  config: Config;
  log: Log;
  database: DatabaseHandle;
  /** Jobs wait there instead of in PostgreSQL. */
  redis?: RedisHandle | undefined;
  /** Opened already; closed with the jobs. */
  engine?: QueueEngine;
  /** What to do, by type of job. Without them jobs are queued for others to do. */
  handlers?: JobHandlers;
  /** What follows the events of the outbox; at least once for each. */
  dispatch?: (row: OutboxRow) => Promise<void>;
  /** For tests: see JobWorkerContext. */
  takeover?: JobWorkerContext['takeover'];
  unwind?: number;
  intervals?: LookForLost['intervals'];
}

export interface Jobs {
  queue: JobQueue;
  /** Lets running jobs end for `LIKENESS_SHUTDOWN_TIMEOUT`, then gives them back. Before the database closes. */
  stop(): Promise<void>;
}

/** ms that a handler has to end once it was told to */
const UNWIND = 5_000;
/** ms that jobs stay in the outbox after the queue has refused one */
const HOLD = 5_000;

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
  redis,
  engine: opened,
  handlers,
  dispatch = async () => {},
  takeover,
  unwind = UNWIND,
  intervals,
}: CreateJobs): Promise<Jobs> {
  const { concurrency, rate, timeout, attempts } = config.jobs;
  const { db } = database;
  const engine = opened ?? (await openQueueEngine({ database, redis, concurrency, log }));
  const { queue } = engine;
  let holdUntil = 0;
  const queueUp = async ({ payload }: OutboxRow) => {
    try {
      await deliverJob({ db, queue, attempts }, String(payload.jobId));
    } catch (error) {
      if (error instanceof QueueFailed) holdUntil = performance.now() + HOLD;
      throw error;
    }
  };
  const pump = startOutboxPump({
    db,
    log,
    held: () => (engine.available && performance.now() >= holdUntil ? [] : [JOB_TOPIC]),
    deliver: (row) => (row.topic === JOB_TOPIC ? queueUp(row) : dispatch(row)),
  });
  engine.onBack(() => {
    holdUntil = 0;
    pump.tryAgain();
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
  const lost = lookForLost({ db, engine, log, ...(intervals && { intervals }) });
  return {
    queue,
    async stop() {
      await Promise.all([pump.stop(), worker?.stop(), listener.stop(), lost.stop()]);
      await engine.close();
    },
  };
}
