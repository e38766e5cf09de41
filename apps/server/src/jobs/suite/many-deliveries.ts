import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deferred, type TestJobs } from '../../testing/test-jobs.ts';
import { deliverJob } from '../deliver-job.ts';
import { PRIORITY } from '../job-types.ts';

/** Jobs of the deep queue: 10,000 at full scale. */
const DEEP = Math.max(500, Math.round(10_000 * Number(process.env.LIKENESS_TEST_SCALE ?? '0.05')));

/** ms: many take their time on a busy machine */
const LONG = 1_800_000;

/** However often and however much is delivered. */
export function manyDeliveries(make: () => Promise<TestJobs>): void {
  let kit: TestJobs;
  beforeEach(async () => {
    kit = await make();
  });
  afterEach(() => kit.drop());

  test('a row of the outbox that is delivered many times at once is done once', async () => {
    const ids = await kit.enqueueMany(10);
    const times = new Map<string, number>();
    const { db } = kit.database;
    const handler = async ({ id }: { id: string }) => {
      times.set(id, (times.get(id) ?? 0) + 1);
      return {};
    };
    const one = await kit.start({ handlers: { 'avatar:regenerate-model': handler } });
    const two = await kit.start({ handlers: { 'avatar:regenerate-model': handler } });
    // a delivery that finds the job at work is refused and comes again; here it need not
    const deliveries = ids.flatMap((id) =>
      [one, two, one, two].map(({ queue }) => deliverJob({ db, queue, attempts: 3 }, id).catch(() => {})),
    );
    await Promise.all(deliveries);
    for (const id of ids) await kit.reached(id, 'completed');
    await expect
      .poll(() => one.queue.getJobCountByTypes('waiting', 'prioritized', 'active', 'delayed'))
      .toBe(0);
    expect([...times.values()]).toEqual(ids.map(() => 1));
  });

  test(`${DEEP} jobs are queued; who comes last with more right is first, and each is done once`, {
    timeout: LONG,
  }, async () => {
    const queueing = await kit.start();
    const ids = await kit.enqueueMany(DEEP, PRIORITY.regular);
    const queued = () => queueing.queue.getJobCountByTypes('waiting', 'prioritized');
    await expect.poll(queued, { timeout: LONG, interval: 100 }).toBe(DEEP);
    const first = await kit.enqueue(await kit.avatar(), { priority: PRIORITY.premium });
    await expect.poll(queued).toBe(DEEP + 1);
    const begun = deferred<string>();
    const times = new Map<string, number>();
    const handlers = {
      'avatar:regenerate-model': async ({ id }: { id: string }) => {
        begun.resolve(id);
        times.set(id, (times.get(id) ?? 0) + 1);
        return {};
      },
    };
    const { jobs } = kit.config;
    await kit.start({ config: { ...kit.config, jobs: { ...jobs, concurrency: 1 } }, handlers });
    expect(await begun.promise).toBe(first);
    await kit.start({ config: { ...kit.config, jobs: { ...jobs, concurrency: 8 } }, handlers });
    await expect.poll(queued, { timeout: LONG, interval: 100 }).toBe(0);
    for (const id of ids.slice(-20)) await kit.reached(id, 'completed');
    expect([...times.values()].filter((count) => count !== 1)).toEqual([]);
    expect(times.size).toBe(DEEP + 1);
  });

  test('no more jobs begin in a minute than are set, by all workers together', async () => {
    const config = { ...kit.config, jobs: { ...kit.config.jobs, rate: 3 } };
    let begun = 0;
    const handlers = { 'avatar:regenerate-model': async () => ({ begun: ++begun }) };
    const one = await kit.start({ config });
    await kit.enqueueMany(6);
    await expect.poll(() => one.queue.getPrioritizedCount()).toBe(6);
    await kit.start({ config, handlers });
    await kit.start({ config, handlers });
    await expect.poll(() => one.queue.getRateLimitTtl(3)).toBeGreaterThan(30_000);
    const completed = async () =>
      kit.database.db.$count(sql`avatar.processing_jobs`, sql`status = 'completed'`);
    await expect.poll(completed).toBe(3);
    // the queue itself says that nobody may take another for the rest of the minute
    expect(await one.queue.getPrioritizedCount()).toBe(3);
    expect(begun).toBe(3);
  });
}
