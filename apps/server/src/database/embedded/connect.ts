import { statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { ConfigurationError } from '../../errors.ts';
import { isDatabaseUnavailable, sqlState } from '../errors.ts';
import { cut } from '../pool.ts';
import type { Binaries } from './binaries.ts';
import { DATABASE_USER } from './initialize.ts';
import type { Launcher } from './launcher.ts';
import type { Place } from './place.ts';
import { freePort, HOST, isPostmaster, lastComplaint, readPidFile, startPostmaster } from './postmaster.ts';

/** An embedded database that has been made, running or not. */
export interface Embedded {
  place: Place;
  binaries: Binaries;
  launcher: Launcher;
  password: string;
  role: string;
  /** The port that it last had: taken again if it is free. */
  lastPort?: number;
}

/** A recovery after a crash may take its time; a start that fails at once is not tried for ever. */
const DEFAULTS = {
  patience: 120_000,
  attempts: 15,
  /** ms */
  unknownPatience: 10_000,
  /** ms: what we ask takes no time; a backend whose postmaster was killed may never answer */
  answerWithin: 10_000,
};

export function urlOf({ password }: Embedded, port: number): string {
  return `postgres://${DATABASE_USER}:${password}@${HOST}:${port}/${DATABASE_USER}?sslmode=disable`;
}

/**
 * A connection to the database: to the postmaster that runs on the folder, else to one that it starts. Any
 * number of processes may do this at once; PostgreSQL's own lock on the folder lets one start.
 *
 * @throws ConfigurationError `LIKENESS_DATA_DIR` when the database does not come up
 */
export async function connectOrStart(
  database: Embedded,
  signal: AbortSignal,
): Promise<{ client: Client; port: number }> {
  const { place } = database;
  const begin = Date.now();
  let failures = 0;
  let starting = false;
  while (Date.now() - begin < DEFAULTS.patience && failures < DEFAULTS.attempts) {
    signal.throwIfAborted();
    const running = await readPidFile(place);
    if (running?.port !== undefined) {
      const client = await attach(database, running.port);
      if (client !== undefined) {
        database.lastPort = running.port;
        return { client, port: running.port };
      }
    }
    const alive = running !== undefined && isPostmaster(place, running.pid);
    const wait = alive === true || (alive === 'unknown' && Date.now() - begin < DEFAULTS.unknownPatience);
    if (!starting && !wait) {
      starting = true;
      const port = failures === 0 && database.lastPort ? database.lastPort : await freePort();
      const impostor = alive === false ? running?.pid : undefined;
      const child = await startPostmaster({ ...database, port, impostor });
      child.once('error', () => {
        failures = DEFAULTS.attempts;
      });
      child.once('exit', () => {
        failures += 1;
        starting = false;
      });
    }
    await delay(Math.min(20 * 2 ** failures, 1_000), undefined, { signal });
  }
  throw new ConfigurationError(
    'LIKENESS_DATA_DIR',
    `the database in ${place.databaseDir} does not start (${await lastComplaint(place)}). ${place.logFile} tells more.`,
  );
}

/** Whether the postmaster of our folder takes new connections on this port. */
export async function takesConnections(database: Embedded, port: number): Promise<boolean> {
  const client = await attach(database, port);
  await client?.end();
  return client !== undefined;
}

/** A connection, if what listens on this port is the postmaster of our folder and takes connections. */
async function attach(database: Embedded, port: number): Promise<Client | undefined> {
  let client: Client | undefined;
  try {
    client = await connect(database, port, DATABASE_USER).catch(async (error: unknown) => {
      if (sqlState(error) !== '3D000') throw error;
      await createDatabase(database, port);
      return connect(database, port, DATABASE_USER);
    });
    const answer = await client.query<{ folder: string }>(
      `SELECT current_setting('data_directory') AS folder`,
    );
    // A copy of a data directory brings the pid file and the password of the original along.
    if (sameFolder(answer.rows[0]?.folder ?? '', database.place.databaseDir)) return client;
    await client.end();
    return undefined;
  } catch (error) {
    if (client !== undefined) cut(client);
    const stranger = ['28P01', '28000'].includes(sqlState(error) ?? '');
    if (stranger || isDatabaseUnavailable(error)) return undefined;
    throw error;
  }
}

async function connect(
  { password, role }: Embedded,
  port: number,
  database: string,
  answerWithin = DEFAULTS.answerWithin,
): Promise<Client> {
  const config: ClientConfig = {
    host: HOST,
    port,
    user: DATABASE_USER,
    password,
    database,
    ssl: false,
    application_name: `likeness ${role} presence`,
    connectionTimeoutMillis: 5_000,
    query_timeout: answerWithin,
  };
  const client = new Client(config);
  client.on('error', () => {}); // queries fail with it, and `end` follows
  await client.connect();
  return client;
}

async function createDatabase(embedded: Embedded, port: number): Promise<void> {
  const client = await connect(embedded, port, 'postgres', DEFAULTS.patience);
  try {
    await client.query(`CREATE DATABASE ${DATABASE_USER}`);
  } catch (error) {
    // Somebody else was faster.
    if (!['42P04', '23505'].includes(sqlState(error) ?? '')) throw error;
  } finally {
    await client.end();
  }
}

function sameFolder(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { throwIfNoEntry: false }));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}
