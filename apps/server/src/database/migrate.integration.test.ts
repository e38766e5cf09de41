import { Client } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { appliedMigrations, applyMigrations, pendingMigrations } from './migrate.ts';
import { readMigrations } from './migrations-folder.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});
afterEach(() => database.drop());

const all = readMigrations().map(({ tag }) => tag);

test('several processes at once apply every migration once', async () => {
  const applied = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(database.url)));
  expect(applied.flat().map(({ tag }) => tag)).toEqual(all);
  expect(await appliedMigrations(database.pool)).toEqual(readMigrations().map(({ when }) => when));
  expect(await applyMigrations(database.url)).toEqual([]);
});

test('looking for pending ones changes nothing', async () => {
  expect((await pendingMigrations(database.pool)).map(({ tag }) => tag)).toEqual(all);
  const made = await database.pool.query(`SELECT FROM pg_namespace WHERE nspname IN ('likeness', 'shared')`);
  expect(made.rowCount).toBe(0);
});

test('a database of a newer version is refused', async () => {
  await applyMigrations(database.url);
  await database.pool.query(`INSERT INTO likeness.migrations (hash, created_at) VALUES ('x', 4102444800000)`);
  await expect(applyMigrations(database.url)).rejects.toThrow(
    /^DATABASE_URL: .*newer Likeness \(migration of 2100-01-01/,
  );
});

test('a migration that fails leaves nothing of itself behind', async () => {
  await database.pool.query('CREATE SCHEMA shared');
  await expect(applyMigrations(database.url)).rejects.toThrow();
  expect((await pendingMigrations(database.pool)).map(({ tag }) => tag)).toEqual(all);
  const made = await database.pool.query(`SELECT FROM pg_namespace WHERE nspname = 'portrait'`);
  expect(made.rowCount).toBe(0);
});

test("an application's own public.users stays as it is, and is counted for migration", async () => {
  await database.pool.query(`
    CREATE TABLE public.users (id integer PRIMARY KEY, avatar_url text, name text);
    INSERT INTO public.users VALUES (1, 'https://old.example/1.jpg', 'Ann'), (2, NULL, 'Bob'), (3, '', 'Cid');`);
  await applyMigrations(database.url);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const left = await client.query(
    `SELECT count(*)::int AS users, count(name)::int AS names FROM public.users`,
  );
  expect(left.rows).toEqual([{ users: 3, names: 3 }]);
  const waiting = await client.query(`SELECT migrate_existing_avatars() AS count`);
  expect(waiting.rows).toEqual([{ count: '1' }]);
  await client.end();
});
