import { EventEmitter, once } from 'node:events';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BudgetFullError, PixelBudget } from './pixel-budget.ts';

/** Work that ends when told. */
function job(): { work: () => Promise<void>; end: () => boolean; started: () => boolean } {
  let started = false;
  const ending = new EventEmitter();
  const promise = once(ending, 'end');
  const work = (): Promise<void> => {
    started = true;
    return promise.then(() => undefined);
  };
  return { work, end: () => ending.emit('end'), started: () => started };
}
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('PixelBudget', () => {
  test('never holds more than the budget, starts in order, and comes back to nothing', async () => {
    const jobs = fc.array(fc.record({ pixels: fc.integer({ min: 1, max: 150 }), abort: fc.boolean() }), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(jobs, fc.scheduler(), async (list, scheduler) => {
        const budget = new PixelBudget(100);
        const started: number[] = [];
        const left = new Set<number>();
        let running = 0;
        let alone = false;
        const runs = list.map(({ pixels, abort }, index) => {
          const leaving = new AbortController();
          const run = budget.run(
            pixels,
            async () => {
              started.push(index);
              running += pixels;
              expect(alone).toBe(false);
              expect(running).toBeLessThanOrEqual(Math.max(100, pixels));
              expect(budget.inFlight).toBeLessThanOrEqual(100);
              alone = pixels > 100;
              await scheduler.schedule(Promise.resolve());
              alone = false;
              running -= pixels;
            },
            leaving.signal,
          );
          if (abort) {
            void scheduler.schedule(Promise.resolve()).then(() => leaving.abort(new Error('left')));
          }
          return run.catch((error: Error) => {
            if (error.message !== 'left') throw error;
            left.add(index);
          });
        });
        await scheduler.waitFor(Promise.all(runs));
        expect(started).toEqual(list.map((_, index) => index).filter((index) => !left.has(index)));
        expect([budget.inFlight, budget.waiting]).toEqual([0, 0]);
      }),
    );
  });

  test('lets nobody past a large job that waits', async () => {
    const budget = new PixelBudget(100);
    const [first, large, small] = [job(), job(), job()];
    const runs = [budget.run(60, first.work), budget.run(90, large.work), budget.run(10, small.work)];
    await settled();
    expect([large.started(), small.started(), budget.waiting]).toEqual([false, false, 2]);
    first.end();
    await settled();
    expect([large.started(), small.started(), budget.inFlight]).toEqual([true, true, 100]);
    large.end();
    small.end();
    await Promise.all(runs);
  });

  test('an abort while waiting frees the place for those behind', async () => {
    const budget = new PixelBudget(100);
    const [first, small] = [job(), job()];
    const leaving = new AbortController();
    const running = budget.run(60, first.work);
    const gone = budget.run(90, () => Promise.reject(new Error('it ran')), leaving.signal);
    const behind = budget.run(40, small.work);
    leaving.abort(new Error('left'));
    await expect(gone).rejects.toThrow('left');
    expect([small.started(), budget.waiting]).toEqual([true, 0]);
    await expect(budget.run(1, small.work, leaving.signal)).rejects.toThrow('left');
    first.end();
    small.end();
    await Promise.all([running, behind]);
  });

  test('refuses when too many wait, and goes on after work that fails', async () => {
    const budget = new PixelBudget(100, { maxWaiting: 1 });
    const first = job();
    const runs = [budget.run(100, first.work), budget.run(100, () => Promise.reject(new Error('failed')))];
    const outcome = Promise.allSettled(runs);
    await expect(budget.run(1, first.work)).rejects.toBeInstanceOf(BudgetFullError);
    first.end();
    expect((await outcome).map((run) => run.status)).toEqual(['fulfilled', 'rejected']);
    expect(await budget.run(100, () => Promise.resolve('done'))).toBe('done');
  });
});
