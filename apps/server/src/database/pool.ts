import { Pool } from 'pg';
import type { Logger } from 'pino';

export interface PoolOptions {
  url: string;
  /** The role that statistics views of the database show: `likeness <role>`. */
  applicationName: string;
  /** most connections */
  size: number;
  /** ms; 0 for none */
  statementTimeout: number;
  log: Logger;
}

/** ms to wait for a connection, free or new */
export const CONNECT_TIMEOUT = 5_000;

/** A pool that survives the database going away: broken connections are dropped, new ones made on demand. */
export function createPool({ url, applicationName, size, statementTimeout, log }: PoolOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: `likeness ${applicationName}`,
    max: size,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    ...(statementTimeout > 0 && { statement_timeout: statementTimeout }),
  });
  // Not the error itself: it carries the client, settings and all.
  pool.on('error', (error) => log.warn({ reason: error.message }, 'a database connection was lost'));
  // The pool listens only to idle clients; without this, one that breaks between two statements of a
  // transaction would end the process.
  pool.on('connect', (client) =>
    client.on('error', (error) => log.debug({ reason: error.message }, 'connection lost')),
  );
  return pool;
}

/** Lets new connections of a pool go elsewhere; open ones stay. */
export function redirectPool(pool: Pool, url: string): void {
  pool.options.connectionString = url;
}
