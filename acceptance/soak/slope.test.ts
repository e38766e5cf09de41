import { expect, test } from 'vitest';
import { slope } from './slope.ts';

test('of a line its rise, of noise around it the same, of a point none', () => {
  expect(slope([0, 1, 2, 5].map((x) => [x, 3 * x + 7] as const))).toBeCloseTo(3);
  const noisy = Array.from({ length: 100 }, (_, x) => [x, -0.5 * x + (x % 2 ? 4 : -4)] as const);
  expect(slope(noisy)).toBeCloseTo(-0.5, 1);
  expect([slope([]), slope([[1, 1]])]).toEqual([0, 0]);
});
