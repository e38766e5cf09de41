import { expect, test } from 'vitest';
import { createOutages } from './outages.ts';

test('a refusal is excused while an engine is away and until it is found again, not before and not later', async () => {
  let now = 0;
  const outages = createOutages(() => now);
  expect(outages.since(0)).toBe(false);
  now = 1_000;
  await outages.during(async () => {
    now = 5_000;
    expect(outages.since(4_000)).toBe(true);
  });
  expect([0, 34_000, 35_000].map((from) => outages.since(from))).toEqual([true, true, true]);
  expect(outages.since(35_001)).toBe(false);
});
