import { startTcpProxy } from '@likeness/test-kit/chaos';
import { pino } from 'pino';
import { afterEach, describe, expect, test } from 'vitest';
import { openRedis, type RedisHandle } from '../redis/open-redis.ts';
import { forgetKeys, randomPrefix, TEST_REDIS_URL } from '../testing/test-redis.ts';
import { CACHE, slotsOfAvatar } from './cache-keys.ts';
import { type Cache, openCache } from './open-cache.ts';

const ID = '01893ee6-5ca4-7000-8000-000000000001';
const slot = CACHE.measurements(ID);
const log = pino({ level: 'silent' });
/** A busy machine may pass Redis over for a while. */
const PATIENT = { timeout: 30_000, interval: 100 };
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

/** What stands for a process: a connection and a memory of its own. */
async function open(
  prefix: string,
  url = TEST_REDIS_URL ?? '',
): Promise<{ cache: Cache; redis: RedisHandle }> {
  const redis = await openRedis({ url, prefix, log });
  const cache = openCache(redis);
  closing.push(async () => {
    if (redis.ready) await forgetKeys(redis.client, prefix);
    await cache.close();
    redis.close();
  });
  // it may pass Redis over until its own connection is made
  const probe = CACHE.creation(prefix);
  await expect
    .poll(
      async () => {
        await cache.keep(probe, '1', 'there');
        return redis.client.exists(`${prefix}:${probe.key}`);
      },
      { timeout: 20_000 },
    )
    .toBe(1);
  return { cache, redis };
}

/** Gives the numbers from 1, and how often it was asked. */
function counter() {
  const made = { times: 0 };
  return { made, make: async () => ++made.times };
}

test('spec 2 names the keys and how long they live', () => {
  expect(slotsOfAvatar('7')).toEqual([
    { key: 'avatar:7:metadata', life: 3_600_000 },
    { key: 'avatar:7:measurements', life: 3_600_000 },
    { key: 'avatar:7:processing', life: 7_200_000 },
  ]);
  expect(CACHE.creation('7')).toEqual({ key: 'ratelimit:avatar:create:7', life: 3_600_000 });
});

describe('in memory', () => {
  test('what was made for a state is made once, also for fifty who ask at once', async () => {
    const cache = openCache(undefined);
    closing.push(cache.close);
    const { made, make } = counter();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cache.remember(slot, '1', make)));
    expect(new Set(answers)).toEqual(new Set([1]));
    expect(await cache.remember(slot, '1', make)).toBe(1);
    expect(made.times).toBe(1);
    expect(await cache.remember(slot, '2', make)).toBe(2);
    expect(await cache.find(slot, '1')).toBeUndefined();
    await cache.forget([slot]);
    expect(await cache.find(slot, '2')).toBeUndefined();
  });

  test('a failure is told to all who asked, and not remembered', async () => {
    const cache = openCache(undefined);
    closing.push(cache.close);
    const fails = async () => {
      throw new Error('no');
    };
    const asked = [cache.remember(slot, '1', fails), cache.remember(slot, '1', fails)];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await cache.remember(slot, '1', async () => 'yes')).toBe('yes');
  });
});

describe.skipIf(TEST_REDIS_URL === undefined)('LIKENESS_TEST_REDIS_URL', () => {
  test('what one process made another takes, for as long as its key lives', async () => {
    const prefix = randomPrefix();
    const [a, b] = [await open(prefix), await open(prefix)];
    const { made, make } = counter();
    expect(await a.cache.remember(slot, '1', make)).toBe(1);
    await expect.poll(() => b.cache.find(slot, '1'), PATIENT).toBe(1);
    expect(await b.cache.remember(slot, '1', make)).toBe(1);
    expect(made.times).toBe(1);
    const left = await a.redis.client.pttl(`${prefix}:${slot.key}`);
    expect(left).toBeGreaterThan(slot.life - 120_000);
    expect(left).toBeLessThanOrEqual(slot.life);
  });

  test('what one process forgets the others forget, also in their memory', async () => {
    const prefix = randomPrefix();
    const [a, b] = [await open(prefix), await open(prefix)];
    await a.cache.keep(slot, '1', 'old');
    await expect.poll(() => b.cache.find(slot, '1'), PATIENT).toBe('old');
    await a.cache.forget([slot]);
    expect(await a.redis.client.exists(`${prefix}:${slot.key}`)).toBe(0);
    await expect.poll(() => b.cache.find(slot, '1'), PATIENT).toBeUndefined();
  });

  test('what nobody of us said on their channel is passed over', async () => {
    const prefix = randomPrefix();
    const [a, b] = [await open(prefix), await open(prefix)];
    await a.cache.keep(slot, '1', 'old');
    await expect.poll(() => b.cache.find(slot, '1'), PATIENT).toBe('old');
    const channels = async () => (await a.redis.client.pubsub('CHANNELS', `*${prefix}*`)) as string[];
    await expect.poll(channels, PATIENT).toHaveLength(1);
    const [channel = ''] = await channels();
    await expect.poll(() => a.redis.client.publish(channel, 'no JSON'), PATIENT).toBe(2);
    for (const said of [
      '',
      'null',
      '1',
      '[]',
      '{}',
      '{"from":1}',
      '{"from":"x"}',
      '{"from":"x","payload":null}',
      '{"from":"x","payload":{"type":"delete"}}',
      '{"from":"x","payload":{"type":"delete","keys":1}}',
    ]) {
      expect(await a.redis.client.publish(channel, said)).toBe(2);
    }
    await a.cache.forget([slot]);
    await expect.poll(() => b.cache.find(slot, '1'), PATIENT).toBeUndefined();
  });

  test('a Redis that is down or swallows everything is passed over, and used again when it is back', async () => {
    const proxy = await startTcpProxy(TEST_REDIS_URL ?? '');
    closing.push(proxy.close);
    const prefix = randomPrefix();
    const [near, far] = [await open(prefix), await open(prefix, proxy.url)];
    await near.cache.keep(slot, '1', 'there');
    await expect.poll(() => far.cache.find(slot, '1'), PATIENT).toBe('there');
    const { make } = counter();
    const other = CACHE.metadata(ID);
    await proxy.down();
    expect(await far.cache.remember(other, '1', make)).toBe(1);
    await far.cache.forget([slot]);
    await proxy.up();
    const silence = proxy.add({ type: 'timeout', timeout: 0 });
    for (const state of ['2', '3', '4', '5']) await far.cache.remember(other, state, make);
    silence.remove();
    await expect
      .poll(
        async () => {
          await far.cache.keep(other, '6', 'new');
          return near.cache.find(other, '6');
        },
        { timeout: 30_000, interval: 200 },
      )
      .toBe('new');
  });
});
