import { startTcpProxy } from '@likeness/test-kit/chaos';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { deferred } from '../testing/test-jobs.ts';
import { listen } from './listen.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase({ empty: true });
});
afterAll(() => database.drop());

const notify = (channel: string, payload: string) =>
  database.pool.query('SELECT pg_notify($1, $2)', [channel, payload]);

test('it listens to its channels, and again after the connection was lost', async () => {
  const heard: string[] = [];
  let last = deferred<void>();
  let listening = deferred<void>();
  const note = (channel: string) => (payload: string) => {
    heard.push(`${channel} ${payload}`);
    if (payload === 'last') last.resolve();
  };
  const listener = listen({
    url: () => database.url,
    channels: { one: note('one'), two: note('two') },
    onListening: () => listening.resolve(),
    log: pino({ level: 'silent' }),
  });
  await listening.promise;
  await notify('one', 'first');
  await notify('three', 'nobody listens');
  await notify('two', 'last');
  await last.promise;
  expect(heard).toEqual(['one first', 'two last']);

  listening = deferred();
  last = deferred();
  await database.pool.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE application_name = 'likeness listener' AND datname = current_database()`,
  );
  await listening.promise;
  await notify('one', 'last');
  await last.promise;
  expect(heard.at(-1)).toBe('one last');

  await listener.stop();
  const { rows } = await database.pool.query(
    `SELECT 1 FROM pg_stat_activity
     WHERE application_name = 'likeness listener' AND datname = current_database() AND state IS NOT NULL`,
  );
  expect(rows).toEqual([]);
});

test('a connection on which the server falls silent is made again, though nothing breaks', async () => {
  const proxy = await startTcpProxy(database.url);
  const heard = deferred<string>();
  let listening = deferred<void>();
  const listener = listen({
    url: () => proxy.url,
    channels: { silent: heard.resolve },
    onListening: () => listening.resolve(),
    silence: { interval: 50, patience: 500 },
    log: pino({ level: 'silent' }),
  });
  await listening.promise;
  listening = deferred();
  const stuck = proxy.add({ type: 'timeout', timeout: 0 });
  await expect.poll(() => proxy.connections.open, { timeout: 20_000 }).toBe(0);
  stuck.remove();
  await listening.promise;
  await notify('silent', 'again');
  expect(await heard.promise).toBe('again');
  await listener.stop();
  await proxy.close();
});

test('it stops while there is nobody to listen to', async () => {
  const listener = listen({
    url: () => 'postgres://nobody@127.0.0.1:1/none',
    channels: {},
    log: pino({ level: 'silent' }),
  });
  await expect(listener.stop()).resolves.toBeUndefined();
});
