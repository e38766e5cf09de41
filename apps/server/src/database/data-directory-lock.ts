import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { secretFile } from '../auth/secret-file.ts';
import { ConfigurationError } from '../errors.ts';
import { OWNER_PATIENCE } from './advisory-locks.ts';
import { type HeldLocks, holdLocks } from './hold-locks.ts';

export interface LockOptions {
  /** Of the configured database; the embedded one has OWNER_LOCK. */
  url: string;
  dataDir: string;
  log: Logger;
}

/**
 * Takes a data directory for one server, by a session lock in the configured database. Servers with
 * directories of their own may share that database: the key is a random id that is kept in the directory.
 * When the connection breaks, the lock is taken again.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR` when another server has it
 */
export async function lockDataDirectory({ url, dataDir, log }: LockOptions): Promise<HeldLocks> {
  const id = createHash('sha256').update(await secretFile(join(dataDir, 'data-id')));
  const key = String(id.digest().readBigInt64BE());
  const held = await holdLocks({
    url,
    applicationName: 'owner',
    async take(client) {
      const deadline = Date.now() + OWNER_PATIENCE;
      for (;;) {
        const { rows } = await client.query<{ held: boolean }>('SELECT pg_try_advisory_lock($1) AS held', [
          key,
        ]);
        const had = rows[0]?.held ?? false;
        if (had || Date.now() > deadline) return had;
        await delay(50);
      }
    },
    onTaken: () => log.error({ dataDir }, 'another server has taken the data directory'),
  });
  if (held !== undefined) return held;
  throw new ConfigurationError(
    'LIKENESS_DATA_DIR',
    `${dataDir} is in use by another server. Stop that one, or choose another folder. In a copy of a data directory, delete data-id first.`,
  );
}
