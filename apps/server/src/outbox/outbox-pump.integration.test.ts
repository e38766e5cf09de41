import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { deferred } from '../testing/test-jobs.ts';
import type { OutboxRow } from './deliver-outbox.ts';
import { forgetDelivered } from './forget-delivered.ts';
import { startOutboxPump } from './outbox-pump.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(() => database.db.execute(sql`TRUNCATE shared.outbox`));
afterAll(() => database.drop());

const log = pino({ level: 'silent' });
const HOUR = 3_600_000;
const waiting = () => database.db.$count(sql`shared.outbox`, sql`delivered_at IS NULL`);
const write = (numbers: number) =>
  database.db.execute(sql`
    INSERT INTO shared.outbox (topic, payload, created_at)
    SELECT 'test', jsonb_build_object('number', n), now() + n * interval '1 ms' FROM generate_series(1, ${numbers}) n`);

test('two pumps deliver every row once, all of them', async () => {
  await write(450);
  const delivered: unknown[] = [];
  const both = [0, 1].map(() =>
    startOutboxPump({
      db: database.db,
      log,
      interval: HOUR,
      deliver: async ({ payload }) => {
        delivered.push(payload.number);
        await setImmediate();
      },
    }),
  );
  await expect.poll(waiting).toBe(0);
  await Promise.all(both.map((pump) => pump.stop()));
  expect(delivered.sort((a, b) => Number(a) - Number(b))).toEqual(
    Array.from({ length: 450 }, (_, index) => index + 1),
  );
});

test('a row that fails does not hold up the others, and is tried again', async () => {
  await write(250);
  const tried = new Map<unknown, number>();
  const pump = startOutboxPump({
    db: database.db,
    log,
    interval: HOUR,
    deliver: async ({ payload: { number } }: OutboxRow) => {
      tried.set(number, (tried.get(number) ?? 0) + 1);
      if (number === 1 && tried.get(number) === 1) throw new Error('not now');
    },
  });
  await expect.poll(waiting).toBe(1);
  expect(tried.size).toBe(250);
  await expect.poll(waiting, { timeout: 10_000 }).toBe(0);
  await pump.stop();
  expect(tried.get(1)).toBe(2);
  expect(tried.get(2)).toBe(1);
});

test('it delivers what comes when it is woken; stopping ends the batch', async () => {
  const { promise, resolve } = deferred<OutboxRow>();
  const pump = startOutboxPump({
    db: database.db,
    log,
    interval: HOUR,
    deliver: async (row) => resolve(row),
  });
  await write(1);
  pump.wake();
  expect(await promise).toMatchObject({ topic: 'test', payload: { number: 1 } });
  await pump.stop();
  expect(await waiting()).toBe(0);
});

test('what was delivered a week ago is forgotten; what waits never is', async () => {
  await write(3);
  await database.db.execute(sql`
    UPDATE shared.outbox SET created_at = now() - interval '30 days',
      delivered_at = CASE payload->>'number' WHEN '1' THEN now() - interval '8 days'
        WHEN '2' THEN now() - interval '6 days' END`);
  await forgetDelivered(database.db);
  const { rows } = await database.db.execute(
    sql`SELECT payload->>'number' AS number FROM shared.outbox ORDER BY 1`,
  );
  expect(rows).toEqual([{ number: '2' }, { number: '3' }]);
});
