import { expect, it } from 'vitest';
import type { Measured } from '../body-queries.ts';
import { differences } from './differences.ts';

const measured = (waist: number, sigma: number, weight: number) =>
  ({
    measurements: { waist: { value: waist, sigma }, ...(weight > 70 && { highHip: { value: 90, sigma } }) },
    weight: { value: weight, sigma: 0.7 },
  }) as unknown as Measured;

it('second minus first; what one of them has not is left out', () => {
  const found = differences(measured(74, 1, 70), measured(80, 1, 71));
  expect(found.map(({ key, by }) => [key, by])).toEqual([
    ['waist', 6],
    ['weight', 1],
  ]);
});

it.each([
  [1, 6, false],
  [1, 2, true],
  [4, 6, true],
])('with a sigma of %d, %d cm more: uncertain is %s', (sigma, by, uncertain) => {
  const [waist] = differences(measured(74, sigma, 70), measured(74 + by, sigma, 70));
  expect(waist?.uncertain).toBe(uncertain);
});
