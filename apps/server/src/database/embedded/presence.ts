import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import { ConfigurationError } from '../../errors.ts';
import { OWNER_LOCK, OWNER_PATIENCE, PRESENCE_LOCK } from '../advisory-locks.ts';
import { isDatabaseUnavailable } from '../errors.ts';
import { closeClient } from '../pool.ts';
import { connectOrStart, type Embedded, takesConnections } from './connect.ts';
import { readPidFile, stopPostmaster } from './postmaster.ts';

/**
 * Our part in the running database: locks on a connection of our own. They end with the connection, so a
 * process that is killed leaves nothing stale behind.
 *
 * - everybody holds PRESENCE shared. Who leaves gives it up and tries to get it exclusively: that works for
 *   the last one only, who then stops the database. A newcomer that meets the exclusive lock waits for the
 *   end and starts the database again.
 * - the server also holds OWNER, so that a second server on the same folder is refused.
 */
export interface Presence {
  client: Client;
  port: number;
}

/** @throws ConfigurationError when another server has the folder, or the database does not start */
export async function takePart(database: Embedded, own: boolean, signal: AbortSignal): Promise<Presence> {
  for (;;) {
    const presence = await connectOrStart(database, signal);
    try {
      // A lock may also be had in a database that is being stopped, in the moment between the end of who stops it
      // and that of our own connection; new connections are refused by then.
      if (
        (await tryLock(presence.client, 'pg_try_advisory_lock_shared', PRESENCE_LOCK)) &&
        (await takesConnections(database, presence.port))
      ) {
        if (own) await takeOwnership(database, presence);
        return presence;
      }
    } catch (error) {
      await closeClient(presence.client);
      if (!isDatabaseUnavailable(error)) throw error;
    }
    await closeClient(presence.client);
    await delay(20, undefined, { signal });
  }
}

/**
 * Gives our part up. The last one stops the database; resolves to false when it did not end in time, or did
 * not tell whether we are the last.
 */
export async function giveUp({ place, binaries }: Embedded, presence: Presence): Promise<boolean> {
  const { client } = presence;
  try {
    await client.query('SELECT pg_advisory_unlock_shared($1)', [String(PRESENCE_LOCK)]);
    const last = await tryLock(client, 'pg_try_advisory_lock', PRESENCE_LOCK);
    return last ? await stopPostmaster(place, binaries) : true;
  } catch (error) {
    if (!isDatabaseUnavailable(error)) throw error;
    return (await readPidFile(place)) === undefined; // else it is going, or silent
  } finally {
    await closeClient(presence.client);
  }
}

async function takeOwnership(database: Embedded, presence: Presence): Promise<void> {
  const deadline = Date.now() + OWNER_PATIENCE;
  while (!(await tryLock(presence.client, 'pg_try_advisory_lock', OWNER_LOCK))) {
    if (Date.now() > deadline) {
      await giveUp(database, presence);
      throw new ConfigurationError(
        'LIKENESS_DATA_DIR',
        `${database.place.dataDir} is in use by another server. Stop that one, or choose another folder.`,
      );
    }
    await delay(50);
  }
}

async function tryLock(client: Client, name: string, key: bigint): Promise<boolean> {
  const answer = await client.query<{ held: boolean }>(`SELECT ${name}($1) AS held`, [String(key)]);
  return answer.rows[0]?.held ?? false;
}
