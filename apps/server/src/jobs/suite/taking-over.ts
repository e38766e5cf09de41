import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { aborted, deferred, type TestJobs } from '../../testing/test-jobs.ts';
import { createJobs } from '../create-jobs.ts';
import { beginTry, completeTry, saveProgress } from '../job-rows.ts';
import type { RunningJob } from '../job-types.ts';

/** A tenth of what a server takes. */
const takeover = { lock: 1_500, look: 500 };

/** Begins the job in a process of its own and kills that in the middle of it. */
async function killDuring(kit: TestJobs, jobId: string): Promise<void> {
  const file = fileURLToPath(new URL('../../testing/job-process.ts', import.meta.url));
  const child = fork(file, [JSON.stringify(takeover)], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
    env: kit.env,
  });
  const ended = once(child, 'exit');
  const [begun] = await Promise.race([once(child, 'message'), ended]);
  expect(begun).toBe(jobId);
  child.kill('SIGKILL');
  await ended;
}

/** What a worker leaves behind is done by another, once. */
export function takingOver(make: () => Promise<TestJobs>): void {
  let kit: TestJobs;
  beforeEach(async () => {
    kit = await make();
  });
  afterEach(() => kit.drop());

  test('a worker is killed with -9: another finishes its job', async () => {
    const jobId = await kit.enqueue(await kit.avatar());
    await killDuring(kit, jobId);
    expect(await kit.reached(jobId, 'processing')).toMatchObject({ progress: 40, attempts: 1 });
    await kit.start({ takeover, handlers: { 'avatar:regenerate-model': async () => ({ modelId: '7' }) } });
    expect(await kit.reached(jobId, 'completed')).toMatchObject({ attempts: 2, result: { modelId: '7' } });
    expect(await kit.events(jobId)).toEqual(['avatar.processing.started', 'avatar.processing.completed']);
  });

  test('a job that kills whoever does it has no more tries than others', async () => {
    const config = { ...kit.config, jobs: { ...kit.config.jobs, attempts: 1 } };
    const jobId = await kit.enqueue(await kit.avatar());
    const queueing = await kit.start({ config });
    await expect.poll(() => kit.queued(queueing, jobId)).toBeDefined();
    await killDuring(kit, jobId);
    await kit.start({ config, takeover, handlers: { 'avatar:regenerate-model': async () => ({}) } });
    expect(await kit.reached(jobId, 'failed')).toMatchObject({ attempts: 1, errorCode: 'job_interrupted' });
  });

  test('a worker that was given up for dead writes nothing more', async () => {
    const { db } = kit.database;
    const jobId = await kit.enqueue(await kit.avatar());
    const first = await beginTry(db, jobId, false);
    expect(await beginTry(db, jobId, false)).toBeUndefined();
    const second = await beginTry(db, jobId, true);
    if (!first || !second) throw new Error('not begun');
    expect(await saveProgress(db, first, 90, 'Saving results')).toBe(false);
    expect(await completeTry(db, first, { modelId: '1' })).toBe(false);
    expect(await completeTry(db, second, { modelId: '2' })).toBe(true);
    expect(await kit.reached(jobId, 'completed')).toMatchObject({ attempts: 2, result: { modelId: '2' } });
  });

  test('a worker that stops lets a job end; one that does not goes back, and that was no try', async () => {
    const config = { ...kit.config, server: { ...kit.config.server, shutdownTimeout: 300 } };
    const [quick, slow] = [await kit.enqueue(await kit.avatar()), await kit.enqueue(await kit.avatar())];
    const both = deferred<void>();
    const finish = deferred<void>();
    const begun = new Set<string>();
    const jobs = await kit.start({
      config,
      handlers: {
        'avatar:regenerate-model': async ({ id, signal }) => {
          if (begun.add(id).size === 2) both.resolve();
          await Promise.race([aborted(signal), ...(id === quick ? [finish.promise] : [])]);
          return {};
        },
      },
    });
    await both.promise;
    const stopped = jobs.stop();
    finish.resolve();
    await stopped;
    expect(await kit.reached(quick, 'completed')).toMatchObject({ attempts: 1 });
    expect(await kit.reached(slow, 'queued')).toMatchObject({ attempts: 0, errorCode: null });
    const attempts: number[] = [];
    const handler = async ({ attempt }: RunningJob) => ({ attempts: attempts.push(attempt) });
    await kit.start({ handlers: { 'avatar:regenerate-model': handler } });
    expect(await kit.reached(slow, 'completed')).toMatchObject({ attempts: 1 });
    expect(attempts).toEqual([1]);
  });

  test('several processes that start at once on a new database do not get in each other’s way', async () => {
    const { config, database, redis } = kit;
    const log = pino({ level: 'silent' });
    const all = await Promise.all(
      [1, 2, 3, 4].map(() => createJobs({ config, database, redis, log, handlers: {} })),
    );
    const jobId = await kit.enqueue(await kit.avatar(), { jobType: 'avatar:export' });
    expect(await kit.reached(jobId, 'failed')).toMatchObject({ errorCode: 'job_not_known', attempts: 1 });
    await Promise.all(all.map((jobs) => jobs.stop()));
  });
}
