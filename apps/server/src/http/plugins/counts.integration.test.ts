import { startTcpProxy } from '@likeness/test-kit/chaos';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { openRedis } from '../../redis/open-redis.ts';
import { forgetKeys, randomPrefix, TEST_REDIS_URL } from '../../testing/test-redis.ts';
import { requestCounts } from './counts.ts';

const log = pino({ level: 'silent' });
type Store = InstanceType<ReturnType<typeof requestCounts>>;
const options = {} as never;

const count = (store: Store, key: string) =>
  new Promise<{ current: number; ttl: number }>((resolve, reject) => {
    store.incr(key, (error, result) => (result ? resolve(result) : reject(error)), 60_000, 100);
  });

test('alone, each key is counted by itself', async () => {
  const store = new (requestCounts(undefined))(options);
  expect(await count(store, 'ann')).toMatchObject({ current: 1 });
  expect(await count(store, 'ann')).toMatchObject({ current: 2 });
  expect(await count(store, 'bob')).toMatchObject({ current: 1 });
  expect(await count(store.child(options), 'ann')).toMatchObject({ current: 1 });
});

describe.skipIf(TEST_REDIS_URL === undefined)('LIKENESS_TEST_REDIS_URL', () => {
  test('two processes count together; while Redis is away, each by itself; then together again', async () => {
    const prefix = randomPrefix();
    const proxy = await startTcpProxy(TEST_REDIS_URL ?? '');
    const open = async () => {
      const redis = await openRedis({ url: proxy.url, prefix, log });
      const store = new (requestCounts({ redis, fingerprint: (text) => `x${text.length}` }))(options);
      return { redis, store };
    };
    const [a, b] = [await open(), await open()];
    try {
      const together = async () => {
        const [one, two] = [await count(a.store, 'ann'), await count(b.store, 'ann')];
        return two.current - one.current;
      };
      await expect.poll(together, { timeout: 20_000 }).toBe(1);
      expect((await a.redis.client.keys(`${prefix}*`)).join()).not.toContain('ann');
      const before = await count(b.store, 'ann');
      expect(before.ttl).toBeGreaterThan(0);
      expect(before.ttl).toBeLessThanOrEqual(60_000);
      await proxy.down();
      await expect.poll(() => [a.redis.ready, b.redis.ready]).toEqual([false, false]);
      const [alone, still] = [await count(a.store, 'ann'), await count(a.store, 'ann')];
      expect(still.current).toBe(alone.current + 1);
      // it goes on where it was, and does not begin anew
      expect(alone.current).toBeGreaterThan(1);
      await proxy.up();
      await expect.poll(together, { timeout: 20_000 }).toBe(1);
    } finally {
      await proxy.up().catch(() => {});
      await expect.poll(() => a.redis.ready).toBe(true);
      await forgetKeys(a.redis.client, prefix);
      a.redis.close();
      b.redis.close();
      await proxy.close();
    }
  });
});
