import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE, Problem } from '../../errors.ts';
import { aborted, deferred, type TestJobs } from '../../testing/test-jobs.ts';
import { cancelJob } from '../cancel-job.ts';
import { PRIORITY, type RunningJob } from '../job-types.ts';
import { requeueLost } from '../requeue-lost.ts';

/** A handler that tells when it has begun and goes on when it is let. */
function gate() {
  const begun = deferred<RunningJob>();
  const go = deferred<void>();
  const handler = async (job: RunningJob) => {
    begun.resolve(job);
    await Promise.race([go.promise, aborted(job.signal)]);
    return { modelId: '7' };
  };
  return { begun: begun.promise, open: () => go.resolve(undefined), handler };
}

/** Jobs are done in their order, once, and can be stopped. */
export function doingJobs(make: () => Promise<TestJobs>): void {
  let kit: TestJobs;
  beforeEach(async () => {
    kit = await make();
  });
  afterEach(() => kit.drop());

  test('a job is done: progress, result, duration, events, nothing left in the queue', async () => {
    const avatarId = await kit.avatar();
    const jobId = await kit.enqueue(avatarId);
    const seen: unknown[] = [];
    const jobs = await kit.start({
      handlers: {
        'avatar:regenerate-model': async (job) => {
          await job.progress(40.4, 'Generating 3D model');
          seen.push(await kit.reached(jobId, 'processing'), job.id, job.avatarId, job.attempt);
          return { modelId: '7' };
        },
      },
    });
    const done = await kit.reached(jobId, 'completed');
    expect(seen).toEqual([
      expect.objectContaining({ progress: 40, currentStep: 'Generating 3D model', attempts: 1 }),
      jobId,
      avatarId,
      1,
    ]);
    expect(done).toMatchObject({ progress: 100, result: { modelId: '7' }, errorCode: null });
    expect(done.durationMs).toBeGreaterThanOrEqual(0);
    expect(await kit.events(jobId)).toEqual(['avatar.processing.started', 'avatar.processing.completed']);
    await expect.poll(() => kit.queued(jobs, jobId)).toBeUndefined();
  });

  test('premium goes before regular, free and batch, whatever came first', async () => {
    const order = ['batch', 'free', 'regular', 'premium', 'batch', 'premium'] as const;
    const ids = new Map<string, string>();
    const queueing = await kit.start();
    for (const tier of order) {
      ids.set(await kit.enqueue(await kit.avatar(), { priority: PRIORITY[tier] }), tier);
    }
    await expect.poll(() => queueing.queue.getWaitingCount()).toBe(0);
    await expect.poll(() => queueing.queue.getPrioritizedCount()).toBe(order.length);
    const done: (string | undefined)[] = [];
    const { promise, resolve } = deferred<void>();
    await kit.start({
      config: { ...kit.config, jobs: { ...kit.config.jobs, concurrency: 1 } },
      handlers: {
        'avatar:regenerate-model': async ({ id }) => {
          if (done.push(ids.get(id)) === order.length) resolve(undefined);
          return {};
        },
      },
    });
    await promise;
    expect(done).toEqual(['premium', 'premium', 'regular', 'free', 'batch', 'batch']);
  });

  test('a job that is delivered twice, in the queue and after it was done, is done once', async () => {
    const { begun, open, handler } = gate();
    let times = 0;
    const jobId = await kit.enqueue(await kit.avatar());
    const jobs = await kit.start({
      handlers: {
        'avatar:regenerate-model': (job) => {
          times += 1;
          return handler(job);
        },
      },
    });
    await begun;
    // another delivery under another name, which only the row can tell from the first
    const deliver = async (name: string) => {
      await jobs.queue.add('avatar:regenerate-model', { jobId }, { jobId: name, removeOnComplete: true });
      await expect.poll(() => jobs.queue.getJobState(name)).toBe('unknown');
    };
    await deliver('during');
    open();
    await kit.reached(jobId, 'completed');
    await deliver('after');
    const { db } = kit.database;
    await db.execute(sql`UPDATE shared.outbox SET delivered_at = NULL WHERE id = ${jobId}`);
    await db.execute(sql`SELECT pg_notify('likeness_outbox', '')`);
    const waiting = () => db.$count(sql`shared.outbox`, sql`delivered_at IS NULL`);
    await expect.poll(waiting).toBe(0);
    await expect.poll(() => kit.queued(jobs, jobId)).toBeUndefined();
    expect(times).toBe(1);
    expect(await kit.reached(jobId, 'completed')).toMatchObject({ attempts: 1 });
    expect(await kit.events(jobId)).toEqual(['avatar.processing.started', 'avatar.processing.completed']);
  });

  test('a Problem ends it at once, with its code and a sentence that tells nothing of the person', async () => {
    const avatarId = await kit.avatar();
    const jobId = await kit.enqueue(avatarId);
    await kit.start({
      handlers: {
        'avatar:regenerate-model': async () => {
          throw new Problem('invalid_value', 'A waist of 61 cm is impossible.');
        },
      },
    });
    expect(await kit.reached(jobId, 'failed')).toMatchObject({
      attempts: 1,
      errorCode: 'invalid_value',
      errorMessage: CATALOGUE.invalid_value.detail,
    });
    expect(await kit.avatarStatus(avatarId)).toBe('error');
    expect(await kit.events(jobId)).toEqual(['avatar.processing.started', 'avatar.processing.failed']);
  });

  test('a job that nobody knows how to do fails with a code of its own', async () => {
    const jobId = await kit.enqueue(await kit.avatar(), { jobType: 'avatar:export' });
    await kit.start({ handlers: {} });
    expect(await kit.reached(jobId, 'failed')).toMatchObject({ errorCode: 'job_not_known', attempts: 1 });
  });

  test('the time limit aborts a try, also of a handler that does not listen', async () => {
    const config = { ...kit.config, jobs: { ...kit.config.jobs, timeout: 30, attempts: 1 } };
    const [obedient, deaf] = [await kit.enqueue(await kit.avatar()), await kit.enqueue(await kit.avatar())];
    await kit.start({
      config,
      handlers: {
        'avatar:regenerate-model': ({ id, signal }) =>
          id === deaf ? new Promise(() => {}) : aborted(signal),
      },
    });
    for (const jobId of [obedient, deaf]) {
      expect(await kit.reached(jobId, 'failed')).toMatchObject({ errorCode: 'job_timed_out' });
    }
  });

  test('a cancelled job that waits is taken out of the queue and never begun', async () => {
    const { begun, open, handler } = gate();
    const config = { ...kit.config, jobs: { ...kit.config.jobs, concurrency: 1 } };
    const [first, second] = [await kit.enqueue(await kit.avatar()), await kit.enqueue(await kit.avatar())];
    const jobs = await kit.start({ config, handlers: { 'avatar:regenerate-model': handler } });
    const { id: running } = await begun;
    const waiting = running === first ? second : first;
    await expect.poll(() => kit.queued(jobs, waiting)).toBeDefined();
    expect(await cancelJob(kit.database.db, waiting)).toBe(true);
    await expect.poll(() => kit.queued(jobs, waiting)).toBeUndefined();
    open();
    await kit.reached(running, 'completed');
    expect(await kit.reached(waiting, 'cancelled')).toMatchObject({ attempts: 0, startedAt: null });
    expect(await cancelJob(kit.database.db, waiting)).toBe(false);
    expect(await cancelJob(kit.database.db, running)).toBe(false);
  });

  test('a cancelled job that runs is aborted in the process where it runs', async () => {
    const { begun, handler } = gate();
    const avatarId = await kit.avatar();
    const jobId = await kit.enqueue(avatarId);
    const jobs = await kit.start({ handlers: { 'avatar:regenerate-model': handler } });
    const { signal, progress } = await begun;
    expect(await cancelJob(kit.database.db, jobId)).toBe(true);
    await expect(aborted(signal)).rejects.toThrow('cancelled');
    await expect(progress(50, 'Generating 3D model')).rejects.toThrow('cancelled');
    await expect.poll(() => kit.queued(jobs, jobId)).toBeUndefined();
    expect(await kit.reached(jobId, 'cancelled')).toMatchObject({ errorCode: 'job_cancelled', progress: 0 });
    expect(await kit.avatarStatus(avatarId)).toBe('error');
  });

  test('a job that the queue has lost is queued again; one that waits there is left alone', async () => {
    const queueing = await kit.start();
    const [lost, there] = [await kit.enqueue(await kit.avatar()), await kit.enqueue(await kit.avatar())];
    for (const id of [lost, there]) await expect.poll(() => kit.queued(queueing, id)).toBeDefined();
    await (await kit.queued(queueing, lost))?.remove();
    expect(await requeueLost(kit.database.db, queueing.queue)).toBe(1);
    await expect.poll(() => kit.queued(queueing, lost)).toBeDefined();
  });
}
