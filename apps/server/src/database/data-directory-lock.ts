import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { secretFile } from '../auth/secret-file.ts';
import { ConfigurationError } from '../errors.ts';
import { OWNER_PATIENCE } from './advisory-locks.ts';
import { type HeldLocks, holdLocks } from './hold-locks.ts';

export interface LockOptions {
  /** Of the configured database; the embedded one has OWNER_LOCK. */
  url: string;
  dataDir: string;
  /** Another server has taken the directory while our connection was lost: this one must stop. */
  onTaken(error: ConfigurationError): void;
}

/**
 * Takes a data directory for one server, by a session lock in the configured database. Servers with
 * directories of their own may share that database: the key is a random id that is kept in the directory.
 * When the connection breaks, the lock is taken again, unless another server was quicker.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR` when another server has it
 */
export async function lockDataDirectory({ url, dataDir, onTaken }: LockOptions): Promise<HeldLocks> {
  const id = createHash('sha256').update(await secretFile(join(dataDir, 'data-id')));
  const key = String(id.digest().readBigInt64BE());
  // of the session that holds it
  let mine: number | undefined;
  const held = await holdLocks({
    url,
    applicationName: 'owner',
    async take(client) {
      const deadline = Date.now() + OWNER_PATIENCE;
      for (;;) {
        const { rows } = await client.query<{ held: boolean; pid: number }>(
          'SELECT pg_try_advisory_lock($1) AS held, pg_backend_pid() AS pid',
          [key],
        );
        const had = rows[0]?.held ?? false;
        if (had) mine = rows[0]?.pid;
        if (had || Date.now() > deadline) return had;
        // our own, of which the server has not heard yet that its connection is lost
        await client.query(END_SESSION, [key, mine]);
        await delay(50);
      }
    },
    onTaken: () => onTaken(inUse(dataDir)),
  });
  if (held !== undefined) return held;
  throw inUse(dataDir);
}

const inUse = (dataDir: string) =>
  new ConfigurationError(
    'LIKENESS_DATA_DIR',
    `${dataDir} is in use by another server. Stop that one, or choose another folder. In a copy of a data directory, delete data-id first.`,
  );

/** Only while it holds the lock: the number may be another one's by now. */
const END_SESSION = `SELECT pg_terminate_backend(pid) FROM pg_locks
  WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid = $2
    AND (classid::bigint << 32) | objid::bigint = $1::bigint
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
