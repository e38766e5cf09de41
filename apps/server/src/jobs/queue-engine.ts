import {
  type BackendFactory,
  type JobProgress,
  type PgPool,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  type Processor,
  Queue,
  runMigrations,
  Worker,
  type WorkerOptions,
} from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DatabaseHandle } from '../database/database.ts';
import { closePool, createPool } from '../database/pool.ts';

/** Spec 2's queue. */
export const QUEUE = 'avatar-processing';

/** BullMQ's tables are its own business: it makes and changes them, in a schema apart from ours. */
const SCHEMA = 'likeness_jobs';

/** What the queue knows of a job: `processing_jobs.id`. */
export interface QueuedJob {
  jobId: string;
}

export type JobQueue = Queue<
  QueuedJob,
  void,
  string,
  QueuedJob,
  void,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
export type JobWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;
type BullWorker = Worker<
  QueuedJob,
  void,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

/** The engine that jobs wait in. Nothing outside this file knows which one it is. */
export interface QueueEngine {
  queue: JobQueue;
  worker(processor: Processor<QueuedJob, void>, options: JobWorkerOptions): BullWorker;
  /** After the workers have been closed. */
  close(): Promise<void>;
}

export interface QueueEngineOptions {
  database: DatabaseHandle;
  /** Most jobs at once in this process. */
  concurrency: number;
  log: Logger;
}

/** ms to wait for running statements at the end */
const CLOSE_PATIENCE = 2_000;
const STATEMENT_TIMEOUT = 30_000;
/** ms between two records of the same trouble */
const QUIET = 10_000;

/**
 * BullMQ on PostgreSQL, its tables made or brought up to date: under a lock, so that any number of processes
 * may start at once. A pool of ours rather than BullMQ's: it survives a database that goes away and follows
 * the embedded one when that moves.
 */
export async function openQueueEngine({
  database,
  concurrency,
  log,
}: QueueEngineOptions): Promise<QueueEngine> {
  const pool = openPool(database, concurrency, log);
  try {
    await migrate(pool);
  } catch (error) {
    await closePool(pool, CLOSE_PATIENCE);
    throw error;
  }
  const onError = quietly((error) => log.warn({ reason: error.message }, 'the queue has trouble'));
  // a pool as BullMQ means it; only its overloads of `on` are written differently
  const connection = pool as unknown as PgPool;
  const queue: JobQueue = new Queue(QUEUE, { connection }, backend);
  queue.on('error', onError);
  return {
    queue,
    worker(processor, options) {
      const worker: BullWorker = new Worker(QUEUE, processor, { ...options, connection }, backend);
      // its listening connection is cut when it closes
      worker.on('error', (error) => {
        if (!worker.closing) onError(error);
      });
      return worker;
    },
    async close() {
      await queue.close();
      await closePool(pool, CLOSE_PATIENCE);
    },
  };
}

/** With a pool of the caller's, BullMQ would insist on a schema named `bullmq`. */
class Connection extends PostgresConnection {
  override readonly schema = SCHEMA;
}

const backend: BackendFactory<PostgresQueueBackend, PostgresConnectionOptions> = (name, options, how) =>
  new PostgresQueueBackend(
    new Connection(options.connection),
    name,
    options,
    true,
    how?.withBlockingConnection ? name : undefined,
  );

function openPool(database: DatabaseHandle, concurrency: number, log: Logger): Pool {
  const inSchema = () => {
    const url = new URL(database.url);
    const options = `${url.searchParams.get('options') ?? ''} -c search_path=${SCHEMA}`;
    url.searchParams.set('options', options.trim());
    return url.href;
  };
  // one of them listens
  const size = 2 + Math.min(concurrency, 8);
  const pool = createPool({
    url: inSchema(),
    applicationName: 'jobs',
    size,
    statementTimeout: STATEMENT_TIMEOUT,
    log,
  });
  Object.defineProperty(pool.options, 'connectionString', { get: inSchema, enumerable: true });
  return pool;
}

async function migrate(pool: Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    client.release();
  }
}

/** A database that is away fails every poll: said at most once in ten seconds. */
function quietly(say: (error: Error) => void): (error: Error) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < QUIET) return;
    last = performance.now();
    say(error);
  };
}
