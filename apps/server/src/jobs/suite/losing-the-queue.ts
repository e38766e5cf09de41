import { afterEach, beforeEach, expect, test } from 'vitest';
import { deferred, type TestJobs } from '../../testing/test-jobs.ts';

/** ms; a server takes five seconds and ten minutes */
const intervals = { count: 200, all: 600_000 };

/** Everything that the engine held is gone. */
export function losingTheQueue(make: () => Promise<TestJobs>): void {
  let kit: TestJobs;
  beforeEach(async () => {
    kit = await make();
  });
  afterEach(() => kit.drop());

  test('the queue is emptied while jobs wait and run: each is done, and once', async () => {
    const ids = await kit.enqueueMany(30);
    const times = new Map<string, number>();
    const [both, go] = [deferred<void>(), deferred<void>()];
    const jobs = await kit.start({
      intervals,
      handlers: {
        'avatar:regenerate-model': async (job) => {
          times.set(job.id, (times.get(job.id) ?? 0) + 1);
          if (times.size === 2) both.resolve(undefined);
          await go.promise;
          await job.progress(50, 'Generating 3D model');
          return {};
        },
      },
    });
    await both.promise;
    await expect.poll(() => jobs.queue.getJobCountByTypes('prioritized', 'active')).toBe(30);
    await kit.emptyQueue();
    go.resolve(undefined);
    for (const id of ids) expect(await kit.reached(id, 'completed')).toMatchObject({ attempts: 1 });
    expect([...times.values()]).toEqual(ids.map(() => 1));
  });

  test('a try that fails after the queue was emptied is made again', async () => {
    const jobId = await kit.enqueue(await kit.avatar());
    await kit.start({
      intervals,
      handlers: {
        'avatar:regenerate-model': async ({ attempt }) => {
          if (attempt > 1) return {};
          await kit.emptyQueue();
          throw new Error('once');
        },
      },
    });
    expect(await kit.reached(jobId, 'completed')).toMatchObject({ attempts: 2 });
  });

  test('a worker starts on an empty queue and does what another queue had held', async () => {
    const queueing = await kit.start();
    const ids = await kit.enqueueMany(30);
    await expect.poll(() => queueing.queue.getPrioritizedCount()).toBe(30);
    await queueing.stop();
    await kit.emptyQueue();
    await kit.start({ handlers: { 'avatar:regenerate-model': async () => ({}) } });
    for (const id of ids) expect(await kit.reached(id, 'completed')).toMatchObject({ attempts: 1 });
  });
}
