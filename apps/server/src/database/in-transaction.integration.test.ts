import { EventEmitter, once } from 'node:events';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { inTransaction, isDatabaseUnavailable, sqlState, violatedConstraint } from './database.ts';
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

test('the pool lives through connections that are cut, idle or within a transaction', async () => {
  const { pool, db } = database;
  const cutOthers = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()`;
  await Promise.all(Array.from({ length: 5 }, () => pool.query('SELECT pg_sleep(0.02)')));
  const cut: unknown = await db
    .transaction(async (tx) => {
      await tx.execute(sql`SELECT 1`);
      const gone = new Promise((resolve) => {
        pool.once('remove', resolve);
      });
      await pool.query(cutOthers);
      await gone;
      await tx.execute(sql`SELECT 1`);
    })
    .then(
      () => undefined,
      (cause) => cause,
    );
  expect(isDatabaseUnavailable(cut)).toBe(true);
  const answer = await pool.query<{ one: number }>('SELECT 1 AS one');
  expect(answer.rows).toEqual([{ one: 1 }]);
});
