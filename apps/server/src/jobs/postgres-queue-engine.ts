import {
  type BackendFactory,
  type JobProgress,
  type PgPool,
  PostgresConnection,
  type PostgresConnectionOptions,
  PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from 'bullmq';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { DatabaseHandle } from '../database/database.ts';
import { closePool, createPool } from '../database/pool.ts';
import { withSearchPath } from '../database/session-settings.ts';
import { quietly } from '../quietly.ts';
import { QUEUE, type QueuedJob, type QueueEngine, type QueueEngineOptions } from './queue-engine.ts';

/** BullMQ's tables are its own business: it makes and changes them, in a schema apart from ours. */
const SCHEMA = 'likeness_jobs';

type PostgresQueue = Queue<
  QueuedJob,
  void,
  string,
  QueuedJob,
  void,
  string,
  PostgresQueueBackend,
  PostgresConnectionOptions
>;
type PostgresWorker = Worker<
  QueuedJob,
  void,
  string,
  PostgresQueueBackend,
  JobProgress,
  PostgresConnectionOptions
>;

/** ms to wait for running statements at the end */
const CLOSE_PATIENCE = 2_000;
const STATEMENT_TIMEOUT = 30_000;

/**
 * BullMQ on PostgreSQL, its tables made or brought up to date: under a lock, so that any number of processes
 * may start at once. A pool of ours rather than BullMQ's: it survives a database that goes away and follows
 * the embedded one when that moves.
 */
export async function openPostgresQueue({
  database,
  concurrency,
  log,
}: Omit<QueueEngineOptions, 'redis'>): Promise<QueueEngine> {
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
  const queue: PostgresQueue = new Queue(QUEUE, { connection }, backend);
  queue.on('error', onError);
  return {
    name: 'postgres',
    queue,
    // the outbox is in the same database: who can read it can write here
    available: true,
    onBack() {},
    worker(processor, options) {
      const worker: PostgresWorker = new Worker(QUEUE, processor, { ...options, connection }, backend);
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
  const inSchema = () => withSearchPath(database.url, SCHEMA);
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
