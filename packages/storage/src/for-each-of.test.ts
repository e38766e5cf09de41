import { expect, it } from 'vitest';
import { forEachOf } from './for-each-of.ts';

it('runs every item once, never more at once than asked', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 50 }, (_, at) => at);
  await forEachOf(items, 4, async (item) => {
    most = Math.max(most, ++running);
    await new Promise(setImmediate);
    running--;
    done.push(item);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual(items);
  expect(most).toBe(4);
});

it('stops at the first failure, when what runs has ended', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const failure = new Error('third');
  const run = forEachOf([1, 2, 3, 4, 5, 6, 7, 8], 2, async (item) => {
    begun.push(item);
    await new Promise(setImmediate);
    if (item === 3) throw failure;
    ended.push(item);
  });
  await expect(run).rejects.toBe(failure);
  expect(begun.length).toBeLessThan(8);
  expect(ended).toEqual(begun.filter((item) => item !== 3));
});
