import { drizzle } from 'drizzle-orm/node-postgres';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Config } from '../config/config.ts';
import type { ConfigurationError } from '../errors.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { checkAddresses } from './external.ts';
import { isAlone, joinFleet } from './fleet.ts';
import type { HeldLocks } from './hold-locks.ts';
import { applyMigrations } from './migrate.ts';
import { closePool, createPool, redirectPool } from './pool.ts';
import { openReplica, type Replica } from './replica.ts';
import * as schema from './schema.ts';
import type { Database } from './types.ts';

export { isDatabaseUnavailable, sqlState, violatedConstraint } from './errors.ts';
export { inTransaction } from './in-transaction.ts';
export type { Database, Transaction } from './types.ts';

export interface DatabaseHandle {
  db: Database;
  /** For statistics and lists only, which may be some moments behind: the replica's while it is fit, where there is one. */
  lists: Database;
  replica?: Replica;
  pool: Pool;
  /**
   * For connections of one's own, which keep their session: past a pooler. With the password; the embedded database's
   * may change when it had to be started again.
   */
  readonly url: string;
  embedded: boolean;
  /** Whether no other server or worker runs on a configured database; the embedded one has one server anyway. */
  alone(): Promise<boolean>;
  /**
   * Waits for running statements, some seconds at most. The last one to leave the embedded database stops it,
   * if it still answers.
   */
  close(): Promise<void>;
}

export interface OpenOptions {
  config: Config;
  log: Logger;
  /** The role, as `server` or `worker`. */
  applicationName: string;
  /** The server: takes the data directory for itself among servers. */
  own?: boolean;
  /** Another server has taken the data directory since: this one must stop. */
  onTaken?(error: ConfigurationError): void;
  /** Apply pending migrations first; true by default. */
  migrate?: boolean;
  /** Runs as long as it is not stopped, and is counted by `alone`; false by default. */
  joins?: boolean;
  /** Read lists from the configured replica; false by default. */
  readReplica?: boolean;
  /** ms to wait for a server that does not answer yet */
  patience?: number;
  /** ms that `close` waits for running statements */
  closePatience?: number;
}

const DEFAULTS = { patience: 10_000, closePatience: 10_000 };

/**
 * Opens `DATABASE_URL`, or the database in the data directory: attaches to it when it runs, starts it when
 * it does not, makes it when there is none.
 *
 * @throws ConfigurationError when the database cannot be used as configured
 */
export async function openDatabase(options: OpenOptions): Promise<DatabaseHandle> {
  const { config, log, applicationName, own = false, patience = DEFAULTS.patience } = options;
  const { url: configured, directUrl, replicaUrl } = config.database;
  let pool: Pool | undefined;
  const embedded =
    configured === undefined
      ? await openEmbedded({
          dataDir: config.server.dataDir,
          log,
          role: applicationName,
          own,
          onMoved: (url) => pool && redirectPool(pool, url),
        })
      : undefined;
  const url = embedded?.url ?? directUrl ?? configured ?? '';
  let lock: HeldLocks | undefined;
  let fleet: HeldLocks | undefined;
  try {
    if (configured !== undefined) {
      await checkAddresses({ url: configured, directUrl }, { patience });
      if (own) {
        const { dataDir } = config.server;
        const onTaken = (error: ConfigurationError) => {
          log.error({ dataDir }, 'another server has taken the data directory');
          options.onTaken?.(error);
        };
        lock = await lockDataDirectory({ url, dataDir, onTaken });
      }
      if (options.joins) fleet = await joinFleet({ url, config, checksTokens: own });
    }
    if (options.migrate ?? true) {
      for (const { tag } of await applyMigrations(url)) log.info({ migration: tag }, 'migration applied');
    }
  } catch (error) {
    await Promise.all([lock?.release(), fleet?.release()]);
    await embedded?.leave();
    throw error;
  }
  const pooled = directUrl !== undefined;
  const opened = createPool({
    url: embedded?.url ?? configured ?? '',
    pooled,
    applicationName,
    size: config.database.poolSize,
    statementTimeout: config.database.statementTimeout,
    log,
  });
  pool = opened;
  let replica: Replica | undefined;
  const close = async () => {
    const patience = options.closePatience ?? DEFAULTS.closePatience;
    const [inTime] = await Promise.all([closePool(opened, patience), replica?.close(patience)]);
    if (!inTime) log.warn('connections to the database were still in use and have been cut');
    await Promise.all([lock?.release(), fleet?.release()]);
    await embedded?.leave();
  };
  if (options.readReplica && replicaUrl !== undefined) {
    replica = await openReplica({
      url: replicaUrl,
      pooled,
      primary: opened,
      applicationName,
      size: config.database.poolSize,
      mostLag: config.database.replicaLag,
      log,
    }).catch(async (error: unknown) => {
      await close();
      throw error;
    });
  }
  let closing: Promise<void> | undefined;
  const db = drizzle(opened, { schema });
  return {
    db,
    lists: replica?.db ?? db,
    ...(replica && { replica }),
    pool: opened,
    get url() {
      return embedded?.url ?? url;
    },
    embedded: embedded !== undefined,
    alone: async () => embedded !== undefined || isAlone(opened, fleet),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
