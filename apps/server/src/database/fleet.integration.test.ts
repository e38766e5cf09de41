import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { FLEET_GATE } from './advisory-locks.ts';
import { type DatabaseHandle, openDatabase } from './database.ts';

let folder: string;
let database: TestDatabase;
const opened: DatabaseHandle[] = [];
const log = pino({ level: 'silent' });
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-fleet-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((handle) => handle.close()));
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

/** A server, or with `own: false` a worker, on a machine of its own: with a data directory of that name. */
async function joining(
  host: string,
  { own = true, env = {} }: { own?: boolean; env?: Record<string, string> } = {},
) {
  const handle = await openDatabase({
    config: loadConfig({ DATABASE_URL: database.url, LIKENESS_DATA_DIR: join(folder, host), ...env }),
    log,
    applicationName: own ? 'server' : 'worker',
    own,
    joins: true,
    migrate: false,
  });
  opened.push(handle);
  return handle;
}
const secret = (letter: string) => ({ LIKENESS_JWT_SECRET: letter.repeat(40) });
const REFUSED = /^LIKENESS_JWT_SECRET: must be set, to the same on every server/;

it('two servers whose tokens are not each other’s: the second does not start, until the first has gone', async () => {
  const first = await joining('one');
  await expect(joining('two')).rejects.toThrow(REFUSED);
  // it has left nothing behind
  expect(await first.alone()).toBe(true);
  await first.close();
  await joining('two');
});

it('of several who come at the same moment exactly one starts', async () => {
  const starts = await Promise.allSettled(['one', 'two', 'three', 'four'].map((host) => joining(host)));
  expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('one at a time looks who else is there', async () => {
  const gate = new Client({ connectionString: database.url });
  await gate.connect();
  await gate.query('SELECT pg_advisory_lock($1)', [String(FLEET_GATE)]);
  const first = joining('one');
  const waiting = async () => {
    const { rows } = await database.pool.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE NOT granted AND application_name = 'likeness presence' AND datname = current_database()`,
    );
    return rows[0]?.n;
  };
  await expect.poll(waiting, { timeout: 20_000 }).toBe(1);
  await gate.end();
  expect(await (await first).alone()).toBe(true);
});

it('servers with one secret, or with the tokens of an issuer, and workers run together', async () => {
  const one = await joining('one', { env: secret('a') });
  expect(await one.alone()).toBe(true);
  await joining('two', { env: secret('a') });
  expect(await one.alone()).toBe(false);
  await joining('three', { own: false });
  await joining('four', {
    env: {
      LIKENESS_JWKS_URL: 'https://issuer.example/jwks',
      LIKENESS_JWT_ISSUER: 'https://issuer.example',
      LIKENESS_JWT_AUDIENCE: 'likeness',
    },
  });
  await expect(joining('five')).rejects.toThrow(REFUSED);
});

it('a secret that was changed by its setting waits until all others have gone', async () => {
  const first = await joining('one', { env: secret('a') });
  await joining('worker', { own: false });
  await expect(joining('two', { env: secret('b') })).rejects.toThrow(REFUSED);
  await first.close();
  await joining('two', { env: secret('b') });
});

it('whoever loses its connection is counted again', async () => {
  const worker = await joining('one', { own: false });
  const watcher = await joining('two');
  expect(await watcher.alone()).toBe(false);
  const presence = `SELECT pid FROM pg_stat_activity
    WHERE application_name = 'likeness presence' AND datname = current_database()`;
  const before = (await database.pool.query<{ pid: number }>(presence)).rows.map(({ pid }) => pid);
  await database.pool.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [before]);
  const others = async () => {
    const { rows } = await database.pool.query<{ pid: number }>(presence);
    return rows.filter(({ pid }) => !before.includes(pid)).length;
  };
  await expect.poll(others, { timeout: 20_000 }).toBe(2);
  await expect.poll(() => watcher.alone(), { timeout: 20_000 }).toBe(false);
  await worker.close();
  await expect.poll(() => watcher.alone(), { timeout: 20_000 }).toBe(true);
});

it('who runs on another database of the same server is nobody here', async () => {
  const other = await createTestDatabase();
  const elsewhere = await openDatabase({
    config: loadConfig({ DATABASE_URL: other.url, LIKENESS_DATA_DIR: join(folder, 'elsewhere') }),
    log,
    applicationName: 'server',
    own: true,
    joins: true,
    migrate: false,
  });
  const here = await joining('one');
  expect(await here.alone()).toBe(true);
  await elsewhere.close();
  await other.drop();
});
