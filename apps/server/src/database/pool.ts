import { setTimeout as delay } from 'node:timers/promises';
import { type Client, Pool } from 'pg';
import type { Logger } from 'pino';
import { limitByTransaction } from './limit-by-transaction.ts';

export interface PoolOptions {
  url: string;
  /** The role that statistics views of the database show: `likeness <role>`. */
  applicationName: string;
  /** most connections */
  size: number;
  /** ms; 0 for none */
  statementTimeout: number;
  /** Through a pooler, to which nothing may be said that holds longer than a transaction. */
  pooled?: boolean;
  /** ms beyond the statement timeout: a connection that has not answered by then is dead */
  answerMargin?: number;
  log: Logger;
}

/** ms to wait for a connection, free or new */
export const CONNECT_TIMEOUT = 5_000;

const ANSWER_MARGIN = 5_000;

/** ms for the other side to take our farewell */
const FAREWELL = 2_000;

/** ms of silence after which the system asks the other side whether it is still there */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

/** A pool that survives the database going away: broken connections are dropped, new ones made on demand. */
export function createPool({
  url,
  applicationName,
  size,
  statementTimeout,
  pooled = false,
  answerMargin = ANSWER_MARGIN,
  log,
}: PoolOptions): Pool {
  const limited = statementTimeout > 0;
  const pool = new Pool({
    connectionString: url,
    application_name: `likeness ${applicationName}`,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    idleTimeoutMillis: 30_000,
    ...KEEP_ALIVE,
    ...(limited && { query_timeout: statementTimeout + answerMargin }),
    ...(limited && (pooled ? { pipeline: true } : { statement_timeout: statementTimeout })),
  });
  if (limited && pooled) limitByTransaction(pool, statementTimeout);
  // Not the error itself: it carries the client, settings and all.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection was lost'));
  // The pool listens only to idle clients; without this, one that breaks between two statements of a
  // transaction would end the process.
  const clients = new Set<Client>();
  CLIENTS.set(pool, clients);
  pool.on('connect', (client) => {
    clients.add(client);
    client.once('end', () => clients.delete(client));
    client.on('error', (error) => log.debug({ reason: error.message }, 'connection lost'));
  });
  return pool;
}

const CLIENTS = new WeakMap<Pool, Set<Client>>();

/**
 * Waits for running statements, `patience` ms at most; then cuts every connection.
 *
 * @returns false when connections had to be cut
 */
export async function closePool(pool: Pool, patience: number): Promise<boolean> {
  const timer = new AbortController();
  const late = delay(patience, false, { signal: timer.signal }).catch(() => true);
  const inTime = await Promise.race([pool.end().then(() => true), late]);
  timer.abort();
  for (const client of CLIENTS.get(pool) ?? []) {
    if (inTime) setTimeout(cut, FAREWELL, client).unref();
    else cut(client);
  }
  return inTime;
}

/** Closes a connection that is not a pool's, also when the other side does not take the farewell. */
export async function closeClient(client: Client): Promise<void> {
  const timer = setTimeout(cut, FAREWELL, client);
  await client.end().catch(() => {});
  clearTimeout(timer);
}

/** Closes a connection without a farewell, which a server that does not answer would not take. */
export function cut({ connection }: Pick<Client, 'connection'>): void {
  connection.stream.destroy();
}

/** Lets new connections of a pool go elsewhere; open ones stay. */
export function redirectPool(pool: Pool, url: string): void {
  pool.options.connectionString = url;
}
