import { afterEach, beforeEach, expect, test } from 'vitest';
import { CATALOGUE } from '../../errors.ts';
import type { TestJobs } from '../../testing/test-jobs.ts';
import type { Jobs } from '../create-jobs.ts';
import { retryFailedJobs, retryJob } from '../retry-job.ts';

/** The wait before the next try in ms, as the queue has it; the try is made at once. */
async function skipWait(kit: TestJobs, jobs: Jobs, jobId: string): Promise<number | undefined> {
  await expect.poll(async () => (await kit.queued(jobs, jobId))?.isDelayed()).toBe(true);
  const queued = await kit.queued(jobs, jobId);
  const delay = queued?.delay;
  await queued?.promote();
  return delay;
}

/** What fails is tried again, and kept when it fails for good. */
export function retrying(make: () => Promise<TestJobs>): void {
  let kit: TestJobs;
  beforeEach(async () => {
    kit = await make();
  });
  afterEach(() => kit.drop());

  test('three tries, 2 and 4 seconds apart; then it is a dead letter that can be retried', async () => {
    const avatarId = await kit.avatar();
    const jobId = await kit.enqueue(avatarId);
    const tries: number[] = [];
    let works = false;
    const jobs = await kit.start({
      handlers: {
        'avatar:regenerate-model': async ({ attempt }) => {
          tries.push(attempt);
          if (!works) throw new Error('her waist of 61 cm');
          return {};
        },
      },
    });
    expect(await skipWait(kit, jobs, jobId)).toBe(2_000);
    expect(await skipWait(kit, jobs, jobId)).toBe(4_000);
    const failed = await kit.reached(jobId, 'failed');
    expect(tries).toEqual([1, 2, 3]);
    expect(failed).toMatchObject({
      attempts: 3,
      maxAttempts: 3,
      errorCode: 'job_failed',
      errorMessage: CATALOGUE.job_failed.detail,
    });
    expect(await kit.avatarStatus(avatarId)).toBe('error');
    expect(await kit.events(jobId)).toEqual(['avatar.processing.started', 'avatar.processing.failed']);

    works = true;
    expect(await retryJob(kit.database.db, jobId)).toBe(true);
    expect(await kit.reached(jobId, 'completed')).toMatchObject({ attempts: 1, errorCode: null });
    expect(tries).toEqual([1, 2, 3, 1]);
    expect(await retryJob(kit.database.db, jobId)).toBe(false);
  });

  test('what failed is retried all at once, with as many tries as are set', async () => {
    const ids = [await kit.enqueue(await kit.avatar()), await kit.enqueue(await kit.avatar())];
    const config = { ...kit.config, jobs: { ...kit.config.jobs, attempts: 1 } };
    let works = false;
    await kit.start({
      config,
      handlers: {
        'avatar:regenerate-model': async () => {
          if (!works) throw new Error('not yet');
          return {};
        },
      },
    });
    for (const id of ids) expect(await kit.reached(id, 'failed')).toMatchObject({ maxAttempts: 1 });
    works = true;
    expect(await retryFailedJobs(kit.database.db)).toBe(2);
    for (const id of ids) await kit.reached(id, 'completed');
    expect(await retryFailedJobs(kit.database.db)).toBe(0);
  });
}
