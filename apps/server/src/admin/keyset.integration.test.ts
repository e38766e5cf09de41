import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { countRows } from './count-rows.ts';
import { isCursor, keysetPage } from './keyset.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  // three at every moment, a microsecond apart
  await database.pool.query(`
    INSERT INTO shared.audit_log (at, action, request_id)
    SELECT timestamptz '2026-01-31 12:00:00.000001Z' + (n / 3) * interval '1 microsecond',
      CASE WHEN n % 7 = 0 THEN 'wanted' ELSE 'other' END, n::text
    FROM generate_series(0, 29) n`);
});
afterAll(() => database.drop());

async function pages(options: { limit: number; looks?: number; wanted?: boolean }): Promise<string[][]> {
  const { limit, looks, wanted = false } = options;
  const all: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await keysetPage<{ n: string }>(database.db, {
      table: sql`shared.audit_log`,
      at: 'at',
      id: 'id',
      idType: 'bigint',
      where: sql`true`,
      ...(wanted && { filter: sql`l.action = 'wanted'` }),
      columns: sql`l.request_id AS n`,
      limit,
      cursor,
      ...(looks !== undefined && { looks }),
    });
    all.push(page.rows.map(({ n }) => n));
    if (page.cursor === null) return all;
    expect(isCursor(page.cursor, 'bigint')).toBe(true);
    expect(isCursor(page.cursor, 'uuid')).toBe(false);
    cursor = page.cursor;
  }
}

const falling = Array.from({ length: 30 }, (_, index) => String(29 - index));

it.each([1, 4, 7, 30, 31])('pages of %d hold every row once, in order', async (limit) => {
  const all = await pages({ limit });
  expect(all.flat()).toEqual(falling);
  expect(all.every((page) => page.length <= limit)).toBe(true);
  expect(all).toHaveLength(Math.ceil(30 / limit));
});

it('a search for what is rare looks at so many rows and goes on from there', async () => {
  const all = await pages({ limit: 2, looks: 5, wanted: true });
  expect(all.flat()).toEqual(['28', '21', '14', '7', '0']);
  expect(all.length).toBeGreaterThan(5);
});

it('a large count is remembered for a while, a small one is not', async () => {
  const count = (rows: number, name: string) =>
    countRows(database.db, sql`generate_series(1, ${rows}::int)`, name);
  expect([await count(7, 'few'), await count(8, 'few')]).toEqual([7, 8]);
  expect([await count(100_001, 'many'), await count(5, 'many')]).toEqual([100_001, 100_001]);
});
