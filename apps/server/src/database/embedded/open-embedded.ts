import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ConfigurationError } from '../../errors.ts';
import { findBinaries } from './binaries.ts';
import { type Embedded, urlOf } from './connect.ts';
import { initialize, isInitialized, makeStaging } from './initialize.ts';
import { chooseUser, createLauncher } from './launcher.ts';
import { letPass, makeDataDir, placeOf, readPassword } from './place.ts';
import { giveUp, type Presence, takePart } from './presence.ts';

export interface EmbeddedOptions {
  dataDir: string;
  log: Logger;
  role: string;
  own: boolean;
  /** Called when the database had to be started on another port. */
  onMoved(url: string): void;
}

export interface EmbeddedDatabase {
  /** Of the database now. */
  readonly url: string;
  /** Gives up our part; the last one to leave stops the database. */
  leave(): Promise<void>;
}

/** Whether a data directory holds a database; opening it would make one. */
export function isDatabaseMade(dataDir: string): boolean {
  return existsSync(placeOf(dataDir).databaseDir);
}

/** ms that a recovery may still take when we leave */
const LEAVE_PATIENCE = 5_000;

/**
 * Takes part in the database of a data directory, and brings it back when it dies while we run.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR`, or `DATABASE_URL` when npm has no PostgreSQL for this machine
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { log, own, onMoved } = options;
  const stop = new AbortController();
  const leaving = new AbortController();
  const database = await prepare(options);
  let presence: Presence | undefined = await takePart(database, own, stop.signal);
  let recovery: Promise<void> = Promise.resolve();
  let url = urlOf(database, presence.port);

  const watch = (watched: Presence) =>
    watched.client.once('end', () => {
      presence = undefined;
      if (!leaving.signal.aborted) recovery = recover();
    });
  const recover = async () => {
    log.error('the database went away; bringing it back');
    for (let wait = 50; !leaving.signal.aborted; wait = Math.min(wait * 2, 5_000)) {
      try {
        presence = await takePart(database, own, stop.signal);
        watch(presence);
        url = urlOf(database, presence.port);
        onMoved(url);
        log.info({ port: presence.port }, 'the database is back');
        return;
      } catch (error) {
        if (leaving.signal.aborted) return;
        log.error({ reason: String(error) }, 'the database did not come back');
        await delay(wait, undefined, { signal: stop.signal }).catch(() => {});
      }
    }
  };
  watch(presence);
  return {
    get url() {
      return url;
    },
    async leave() {
      leaving.abort();
      // A database that is just coming back is stopped in good order rather than left alone.
      const timer = setTimeout(() => stop.abort(), LEAVE_PATIENCE);
      await recovery.finally(() => clearTimeout(timer));
      if (presence === undefined || (await giveUp(database, presence))) return;
      log.warn(
        { dataDir: database.place.dataDir },
        'the database has not stopped; the next server takes it over',
      );
    },
  };
}

/** Everything up to the point where the database could be started. */
async function prepare({ dataDir, role, log }: EmbeddedOptions): Promise<Embedded> {
  const place = placeOf(dataDir);
  const binaries = await findBinaries();
  await makeDataDir(place);
  const initialized = await isInitialized(place, binaries);
  const user = chooseUser(place.databaseDir);
  await letPass(place, user);
  const password = await readPassword(place);
  if (initialized) {
    const launcher = createLauncher(user, place.databaseDir, binaries.postgres);
    return { place, binaries, launcher, password, role };
  }
  const staging = await makeStaging(place, user);
  try {
    const launcher = createLauncher(user, staging, binaries.postgres);
    log.info({ folder: place.databaseDir }, 'making the database');
    await initialize(place, staging, { binaries, launcher, password });
    if (!(await isInitialized(place, binaries)))
      throw new ConfigurationError('LIKENESS_DATA_DIR', `${place.databaseDir} holds something else.`);
    return { place, binaries, launcher, password, role };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}
