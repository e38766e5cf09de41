import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/node-postgres';
import type { Client } from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  type Database,
  inTransaction,
  isDatabaseUnavailable,
  sqlState,
  type Transaction,
  violatedConstraint,
} from './database.ts';
import { closePool, createPool, cut } from './pool.ts';
import * as schema from './schema.ts';
import { organizations } from './schema.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('two transactions that deadlock both come through', async () => {
  const { db } = database;
  await db.insert(organizations).values([{ slug: 'one' }, { slug: 'two' }]);
  let arrived = 0;
  const meeting = new EventEmitter();
  const bothHoldOne = once(meeting, 'full');
  let runs = 0;
  const lockInOrder = (first: string, second: string) =>
    inTransaction(db, async (tx) => {
      runs += 1;
      await tx.execute(sql`SELECT FROM shared.organizations WHERE slug = ${first} FOR UPDATE`);
      arrived += 1;
      if (arrived === 2) meeting.emit('full');
      await bothHoldOne;
      await tx.execute(sql`SELECT FROM shared.organizations WHERE slug = ${second} FOR UPDATE`);
      return `${first}, ${second}`;
    });
  expect(await Promise.all([lockInOrder('one', 'two'), lockInOrder('two', 'one')])).toEqual([
    'one, two',
    'two, one',
  ]);
  expect(runs).toBeGreaterThan(2); // at least one was a victim
});

test('an error of the work rolls back and is not repeated', async () => {
  let runs = 0;
  const work = inTransaction(database.db, async (tx) => {
    runs += 1;
    await tx.insert(organizations).values({ slug: 'never' });
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(runs).toBe(1);
  const left = await database.pool.query(`SELECT FROM shared.organizations WHERE slug = 'never'`);
  expect(left.rowCount).toBe(0);
});

test('errors tell their state and constraint through what Drizzle wraps', async () => {
  await database.db.insert(organizations).values({ slug: 'taken' });
  const error: unknown = await database.db
    .insert(organizations)
    .values({ slug: 'taken' })
    .then(
      () => undefined,
      (cause) => cause,
    );
  expect(sqlState(error)).toBe('23505');
  expect(violatedConstraint(error)).toBe('organizations_slug_unique');
  expect(isDatabaseUnavailable(error)).toBe(false);
});

/** A pool of one connection: one that is lost for good is missed at once. */
function onePool(url = database.url, statementTimeout = 60_000) {
  const log = pino({ level: 'silent' });
  const pool = createPool({ url, applicationName: 'test', size: 1, statementTimeout, log });
  onTestFinished(async () => {
    await closePool(pool, 1_000);
  });
  return { pool, db: drizzle(pool, { schema }) };
}

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => expect.unreachable('it went through'),
    (error) => error,
  );
const one = (db: Database) => inTransaction(db, (tx) => tx.execute<{ one: number }>(sql`SELECT 1 AS one`));

test('a connection that breaks at BEGIN, in the work or at COMMIT is not missed afterwards', async () => {
  const { pool, db } = onePool();
  let held: Client | undefined;
  pool.on('acquire', (client) => {
    held = client;
  });
  const slugs = async () => (await database.pool.query('SELECT FROM shared.organizations')).rowCount;
  const before = await slugs();
  const cutBackend = async (tx: Transaction) => {
    const { rows } = await tx.execute<{ pid: number }>(sql`SELECT pg_backend_pid() AS pid`);
    const gone = new Promise<void>((resolve) => {
      held?.once('end', resolve);
    });
    await database.pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
    await gone;
  };
  for (let round = 0; round < 3; round += 1) {
    pool.once('acquire', cut);
    expect(isDatabaseUnavailable(await failureOf(one(db)))).toBe(true);
    expect((await one(db)).rows).toEqual([{ one: 1 }]);

    const midway = inTransaction(db, async (tx) => {
      await tx.insert(organizations).values({ slug: 'never' });
      await cutBackend(tx);
      await tx.execute(sql`SELECT 1`);
    });
    expect(isDatabaseUnavailable(await failureOf(midway))).toBe(true);

    const commit = inTransaction(db, async (tx) => {
      await tx.insert(organizations).values({ slug: 'never' });
      await cutBackend(tx);
    });
    expect(isDatabaseUnavailable(await failureOf(commit))).toBe(true);
    expect((await one(db)).rows).toEqual([{ one: 1 }]);
  }
  expect(await slugs()).toBe(before);
});

test('a COMMIT that is refused, or that the server turns into a rollback, fails', async () => {
  const { db } = onePool();
  await db.execute(sql`CREATE TABLE public.late (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)`);
  const twice = inTransaction(db, (tx) => tx.execute(sql`INSERT INTO public.late VALUES (1), (1)`));
  expect(sqlState(await failureOf(twice))).toBe('23505');
  const swallowed = inTransaction(db, async (tx) => {
    await tx.execute(sql`INSERT INTO public.late VALUES (2)`);
    await tx.execute(sql`SELECT 1 / 0`).catch(() => {});
  });
  expect(String(await failureOf(swallowed))).toMatch(/nothing was committed/);
  expect((await db.execute(sql`SELECT FROM public.late`)).rowCount).toBe(0);
});

test('a connection that falls silent fails soon after the statement timeout, and is replaced', async () => {
  const { port, hostname } = new URL(database.url);
  let silent = false;
  const proxy = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.on('data', (data) => silent || far.write(data)).on('close', () => far.destroy());
    far.on('data', (data) => silent || near.write(data)).on('close', () => near.destroy());
    for (const side of [near, far]) side.on('error', () => {});
  });
  onTestFinished(() => {
    proxy.close();
  });
  await new Promise<void>((resolve) => {
    proxy.listen(0, '127.0.0.1', resolve);
  });
  const url = new URL(database.url);
  url.hostname = '127.0.0.1';
  url.port = String((proxy.address() as AddressInfo).port);
  const { db, pool } = onePool(url.href, 100);
  await one(db);
  silent = true;
  const begin = performance.now();
  expect(isDatabaseUnavailable(await failureOf(one(db)))).toBe(true);
  const stuck = inTransaction(db, async (tx) => {
    silent = true;
    await tx.execute(sql`SELECT 1`);
  });
  silent = false;
  expect(isDatabaseUnavailable(await failureOf(stuck))).toBe(true);
  expect(performance.now() - begin).toBeLessThan(20_000);
  silent = false;
  expect((await one(db)).rows).toEqual([{ one: 1 }]);
  await pool.query('SELECT 1');
});

test('idle connections that are cut are replaced', async () => {
  const { pool } = database;
  await Promise.all(Array.from({ length: 5 }, () => pool.query('SELECT pg_sleep(0.02)')));
  const { db } = onePool();
  await db.execute(sql`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()`);
  await expect.poll(() => pool.totalCount).toBe(0);
  expect((await pool.query<{ one: number }>('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
