import { startTcpProxy } from '@likeness/test-kit/chaos';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { holdLocks } from './hold-locks.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

test('locks are taken again when the server falls silent on their connection, though nothing breaks', async () => {
  const proxy = await startTcpProxy(database.url);
  const held = await holdLocks({
    url: proxy.url,
    applicationName: 'test',
    async take(client) {
      await client.query('SELECT pg_advisory_lock_shared(7)');
      return true;
    },
    silence: { interval: 50, patience: 500 },
  });
  const first = held?.client;
  expect(first).toBeDefined();
  const stuck = proxy.add({ type: 'timeout', timeout: 0 });
  await expect.poll(() => held?.client, { timeout: 20_000 }).toBeUndefined();
  stuck.remove();
  await expect.poll(() => held?.client, { timeout: 20_000 }).toBeDefined();
  expect(held?.client).not.toBe(first);
  await held?.release();
  await proxy.close();
});
