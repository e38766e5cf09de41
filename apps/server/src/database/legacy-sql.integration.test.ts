import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { pendingMigrations } from './migrate.ts';
import { readMigrations } from './migrations-folder.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const file = `${root}database_migration_enterprise_avatar_system.sql`;
const noPsql = spawnSync('psql', ['--version']).status !== 0;

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ empty: true });
});
afterEach(() => database.drop());

test('database_migration_enterprise_avatar_system.sql is up to date', () => {
  const check = spawnSync(process.execPath, [`${root}scripts/generate-legacy-sql.mjs`, '--check']);
  expect(check.stderr.toString()).toBe('');
  expect(check.status).toBe(0);
});

// In CI there is psql, or this fails.
test.skipIf(noPsql && process.env.CI === undefined)(
  'psql runs it, and a second time it does nothing',
  async () => {
    const psql = () =>
      spawnSync('psql', ['-v', 'ON_ERROR_STOP=1', '-d', database.url, '-f', file], { encoding: 'utf8' });
    const first = psql();
    expect(first.stderr).toBe('');
    expect(first.stdout.trim().split('\n')).toEqual(readMigrations().map(({ tag }) => `${tag}: applied`));
    expect(await pendingMigrations(database.pool)).toEqual([]);
    expect((await database.pool.query('SELECT * FROM get_avatar_system_stats()')).rows).toHaveLength(1);
    const second = psql();
    expect(second.status).toBe(0);
    expect(second.stdout.trim().split('\n')).toEqual(
      readMigrations().map(({ tag }) => `${tag}: was there already, nothing to do`),
    );
  },
);

test("its bookkeeping is drizzle's: the same statements and hashes as a server writes", async () => {
  const sql = readFileSync(file, 'utf8');
  for (const { hash, when } of readMigrations()) {
    expect(sql).toContain(`VALUES ('${hash}', ${when})`);
  }
});
