import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startTcpProxy, type TcpProxy } from '@likeness/test-kit/chaos';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { askRedis, HAS_REDIS_SERVER, startRedisServer } from '../testing/redis-server.ts';
import { createTestJobs, deferred, type TestJobs } from '../testing/test-jobs.ts';
import { TEST_REDIS_URL } from '../testing/test-redis.ts';

const intervals = { count: 200, all: 600_000 };

/** Counts how often each job is done. */
function counting() {
  const times = new Map<string, number>();
  const handlers = {
    'avatar:regenerate-model': async ({ id }: { id: string }) => {
      times.set(id, (times.get(id) ?? 0) + 1);
      return {};
    },
  };
  return { times, handlers };
}

describe.skipIf(TEST_REDIS_URL === undefined)('Redis, and a bad way to it', () => {
  let proxy: TcpProxy;
  let kit: TestJobs;
  let lines: { msg: string }[];

  beforeEach(async () => {
    proxy = await startTcpProxy(TEST_REDIS_URL ?? '');
    lines = [];
    const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
    kit = await createTestJobs({ redisUrl: proxy.url, log });
  });
  afterEach(async () => {
    await kit.drop();
    await proxy.close();
  });

  const undelivered = () =>
    kit.database.db.$count(sql`shared.outbox`, sql`topic = 'job.queued' AND delivered_at IS NULL`);

  test('while it is down jobs wait in the outbox, without much ado; then each is done, and once', async () => {
    const { times, handlers } = counting();
    await kit.start({ handlers, intervals });
    await proxy.down();
    await expect.poll(() => kit.redis?.ready).toBe(false);
    const ids = await kit.enqueueMany(40);
    expect(await undelivered()).toBe(40);
    await proxy.up();
    for (const id of ids) expect(await kit.reached(id, 'completed')).toMatchObject({ attempts: 1 });
    expect([...times.values()]).toEqual(ids.map(() => 1));
    const said = lines.map(({ msg }) => msg).filter((msg) => !/not in the queue any more/.test(msg));
    expect(said.filter((msg) => msg.startsWith('Redis is ')).slice(0, 2)).toEqual([
      'Redis is away: jobs wait in the outbox, limits are counted in each process',
      'Redis is back',
    ]);
    // each connection may add a word of its own
    expect(said.length).toBeLessThan(8);
  });

  test('a job that runs when it goes away is finished, and not done again when it is back', async () => {
    const [begun, go] = [deferred<void>(), deferred<void>()];
    let times = 0;
    const jobs = await kit.start({
      intervals,
      takeover: { lock: 1_500, look: 500 },
      handlers: {
        'avatar:regenerate-model': async () => {
          times += 1;
          begun.resolve(undefined);
          await go.promise;
          return {};
        },
      },
    });
    const jobId = await kit.enqueue(await kit.avatar());
    await begun.promise;
    await proxy.down();
    go.resolve(undefined);
    await kit.reached(jobId, 'completed');
    await proxy.up();
    const next = await kit.enqueue(await kit.avatar());
    await kit.reached(next, 'completed');
    await expect.poll(() => kit.queued(jobs, jobId), { timeout: 30_000 }).toBeUndefined();
    expect(times).toBe(2);
  });

  test('one that swallows everything holds nobody up', async () => {
    const { times, handlers } = counting();
    await kit.start({ handlers, intervals });
    const silence = proxy.add({ type: 'timeout', timeout: 0 });
    const ids = await kit.enqueueMany(20);
    await expect.poll(() => kit.redis?.ready, { timeout: 20_000 }).toBe(false);
    expect(await undelivered()).toBeGreaterThan(0);
    silence.remove();
    for (const id of ids) await kit.reached(id, 'completed');
    expect([...times.values()]).toEqual(ids.map(() => 1));
  });

  test('a slow, crumbling way that breaks now and then loses and doubles nothing', async () => {
    const { times, handlers } = counting();
    await kit.start({ handlers, intervals });
    proxy.add({ type: 'latency', latency: 20, jitter: 15 });
    proxy.add({ type: 'slicer', size: 60, variation: 50, delay: 1 });
    const ids = await kit.enqueueMany(60);
    for (const some of [15, 30, 45]) {
      await expect.poll(() => times.size, { timeout: 60_000 }).toBeGreaterThanOrEqual(some);
      proxy.resetAll();
    }
    for (const id of ids) await kit.reached(id, 'completed');
    expect([...times.values()]).toEqual(ids.map(() => 1));
  });

  test('a worker stops while it is away', async () => {
    const { handlers } = counting();
    const jobs = await kit.start({ handlers });
    await proxy.down();
    await expect.poll(() => kit.redis?.ready).toBe(false);
    await jobs.stop();
    kit.redis?.close();
    await proxy.up();
  });
});

describe.skipIf(!HAS_REDIS_SERVER)('a Redis of its own (redis-server)', () => {
  test('it comes back with what it had some time ago: what was done stays done, what is new is done', async () => {
    const server = await startRedisServer(['--dbfilename', 'now.rdb']);
    const kit = await createTestJobs({ redisUrl: server.url });
    try {
      const { times, handlers } = counting();
      const queueing = await kit.start({ intervals });
      const old = await kit.enqueueMany(20);
      await expect.poll(() => queueing.queue.getPrioritizedCount()).toBe(20);
      await askRedis(server.url, (client) => client.save());
      await copyFile(join(server.folder, 'now.rdb'), join(server.folder, 'then.rdb'));
      const worker = await kit.start({ handlers, intervals });
      for (const id of old) await kit.reached(id, 'completed');
      await worker.stop();
      const young = await kit.enqueueMany(20);
      await expect.poll(() => queueing.queue.getPrioritizedCount()).toBe(20);
      await server.kill();
      await copyFile(join(server.folder, 'then.rdb'), join(server.folder, 'now.rdb'));
      await server.start();
      await kit.start({ handlers, intervals });
      for (const id of young) await kit.reached(id, 'completed');
      await expect
        .poll(() => queueing.queue.getJobCountByTypes('waiting', 'prioritized', 'active', 'delayed'))
        .toBe(0);
      expect([...times.values()]).toEqual([...old, ...young].map(() => 1));
    } finally {
      await kit.drop();
      await server.drop();
    }
  });

  test('jobs of one engine are done by the other after a restart, there and back', async () => {
    const server = await startRedisServer();
    const kit = await createTestJobs({ redisUrl: server.url });
    try {
      const { times, handlers } = counting();
      const inDatabase = await kit.start({ redis: undefined });
      const first = await kit.enqueueMany(20);
      await expect.poll(() => inDatabase.queue.getPrioritizedCount()).toBe(20);
      await inDatabase.stop();
      const onRedis = await kit.start({ handlers });
      for (const id of first) await kit.reached(id, 'completed');
      await onRedis.stop();
      const queueing = await kit.start();
      const second = await kit.enqueueMany(20);
      await expect.poll(() => queueing.queue.getPrioritizedCount()).toBe(20);
      await queueing.stop();
      // it still has the first twenty
      const back = await kit.start({ redis: undefined, handlers });
      for (const id of second) await kit.reached(id, 'completed');
      await expect.poll(() => back.queue.getPrioritizedCount()).toBe(0);
      expect([...times.values()]).toEqual([...first, ...second].map(() => 1));
    } finally {
      await kit.drop();
      await server.drop();
    }
  });
});
