import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Job } from './api-types.ts';
import { LikenessError, noConnection } from './likeness-error.ts';
import { watchJob } from './watch-job.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const at = (status: Job['status'], progress = 0) =>
  ({ id: 'j', avatarId: 'a', status, progress, currentStep: null, findings: [] }) as unknown as Job;

/** Gives one state after the other, the last for ever. */
function job(...states: (Job | LikenessError)[]) {
  let looks = 0;
  const look = async () => {
    const state = states[Math.min(looks, states.length - 1)] as Job | LikenessError;
    looks += 1;
    if (state instanceof LikenessError) throw state;
    return state;
  };
  return { look, looks: () => looks };
}

const reasonOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

it('looks when it is told that something has changed, whatever the clock says', async () => {
  const { look } = job(at('queued'), at('processing', 50), at('completed', 100));
  const rings: (() => void)[] = [];
  const ended = vi.fn();
  const live = {
    onChange(avatarId: string, ring: () => void) {
      expect(avatarId).toBe('a');
      rings.push(ring);
      return ended;
    },
  };
  const told: string[] = [];
  for await (const { status } of watchJob(look, { live })) {
    told.push(status);
    // shortly before it begins to wait, too
    queueMicrotask(() => rings[0]?.());
  }
  expect(told).toEqual(['queued', 'processing', 'completed']);
  expect(rings).toHaveLength(1);
  expect(ended).toHaveBeenCalledTimes(1);
});

it('looks ever more rarely, and tells what is the same only once', async () => {
  const { look, looks } = job(at('queued'), at('queued'), at('queued'), at('completed'));
  const watching = watchJob(look, {});
  expect(await watching.next()).toMatchObject({ value: { status: 'queued' } });
  const next = watching.next();
  await vi.advanceTimersByTimeAsync(399);
  expect(looks()).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(looks()).toBe(2);
  await vi.advanceTimersByTimeAsync(400);
  expect(looks()).toBe(2);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await next).toMatchObject({ value: { status: 'completed' } });
  expect(looks()).toBe(4);
});

it('bears an outage for a minute, a refusal not at all', async () => {
  const { look, looks } = job(at('queued'), noConnection(undefined));
  const watching = watchJob(look, {});
  await watching.next();
  const next = reasonOf(watching.next());
  await vi.advanceTimersByTimeAsync(55_000);
  const borne = looks();
  expect(borne).toBeGreaterThan(10);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await next).toMatchObject({ code: 'no_connection' });
  expect(looks()).toBeGreaterThan(borne);
  const refused = watchJob(job(new LikenessError({ status: 404, code: 'job_not_found' })).look, {});
  await expect(refused.next()).rejects.toMatchObject({ code: 'job_not_found' });
});

it('a signal ends the waiting', async () => {
  const controller = new AbortController();
  const watching = watchJob(job(at('queued')).look, { signal: controller.signal });
  await watching.next();
  const next = reasonOf(watching.next());
  await vi.advanceTimersByTimeAsync(100);
  controller.abort(new Error('enough'));
  expect(await next).toEqual(new Error('enough'));
});
