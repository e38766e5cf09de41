import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { secretFile } from '../auth/secret-file.ts';
import { ConfigurationError } from '../errors.ts';
import { OWNER_PATIENCE } from './advisory-locks.ts';
import { CONNECT_TIMEOUT, closeClient, KEEP_ALIVE } from './pool.ts';

export interface DataDirectoryLock {
  release(): Promise<void>;
}

export interface LockOptions {
  /** Of the configured database; the embedded one has OWNER_LOCK. */
  url: string;
  dataDir: string;
  log: Logger;
}

const WAIT = { /** ms */ first: 100, most: 10_000 };

/**
 * Takes a data directory for one server, by a session lock in the configured database. Servers with
 * directories of their own may share that database: the key is a random id that is kept in the directory.
 * When the connection breaks, the lock is taken again.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR` when another server has it
 */
export async function lockDataDirectory(options: LockOptions): Promise<DataDirectoryLock> {
  const { dataDir, log } = options;
  const id = createHash('sha256').update(await secretFile(join(dataDir, 'data-id')));
  const key = id.digest().readBigInt64BE();
  const releasing = new AbortController();
  let client = await take(options, key);
  if (client === undefined) {
    throw new ConfigurationError(
      'LIKENESS_DATA_DIR',
      `${dataDir} is in use by another server. Stop that one, or choose another folder. In a copy of a data directory, delete data-id first.`,
    );
  }
  const watch = (watched: Client) =>
    watched.once('end', () => {
      client = undefined;
      if (!releasing.signal.aborted) void retake();
    });
  const retake = async () => {
    for (let wait = WAIT.first; !releasing.signal.aborted; wait = Math.min(wait * 2, WAIT.most)) {
      const taken = await take(options, key).catch(() => 'no answer' as const);
      if (taken instanceof Client) {
        if (releasing.signal.aborted) return closeClient(taken);
        client = taken;
        watch(taken);
        return;
      }
      if (taken === undefined) log.error({ dataDir }, 'another server has taken the data directory');
      await delay(wait, undefined, { signal: releasing.signal, ref: false }).catch(() => {});
    }
  };
  watch(client);
  return {
    async release() {
      releasing.abort();
      if (client !== undefined) await closeClient(client);
    },
  };
}

/** A connection that holds the lock; undefined when another one does. */
async function take({ url }: LockOptions, key: bigint): Promise<Client | undefined> {
  const client = new Client({
    connectionString: url,
    application_name: 'likeness owner',
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    query_timeout: CONNECT_TIMEOUT,
    ...KEEP_ALIVE,
  });
  client.on('error', () => {}); // queries fail with it, and `end` follows
  let held = false;
  try {
    await client.connect();
    // The server shall notice soon when this machine loses its power, and let the lock go.
    await client.query(
      'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3',
    );
    const deadline = Date.now() + OWNER_PATIENCE;
    for (;;) {
      const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
        String(key),
      ]);
      held = rows[0]?.held ?? false;
      if (held || Date.now() > deadline) return held ? client : undefined;
      await delay(50);
    }
  } finally {
    if (!held) await closeClient(client);
  }
}
