import { describe, expect, it } from 'vitest';
import { mixtureMoments, mixtureQuantile, NORMAL_90, normalCdf } from './normal.ts';

describe('normal distribution', () => {
  it.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-2, 0.0227501319481792],
    [2.9999999999999, 0.99865010196837],
    [3, 0.99865010196837],
    [-6, 9.8658764503769e-10],
    [40, 1],
    [-40, 0],
  ])('at %d', (z, share) => {
    expect(Math.abs(normalCdf(z) - share)).toBeLessThan(1e-11);
  });

  it('has the quantiles of one normal, and those of a mixture between its parts', () => {
    const one = [{ weight: 1, mean: 10, sigma: 2 }];
    expect(mixtureQuantile(one, 0.95)).toBeCloseTo(10 + 2 * NORMAL_90, 6);
    expect(mixtureQuantile([{ weight: 1, mean: 7, sigma: 0 }], 0.3)).toBe(7);
    const two = [
      { weight: 0.5, mean: 0, sigma: 1 },
      { weight: 0.5, mean: 10, sigma: 1 },
    ];
    expect(mixtureQuantile(two, 0.5)).toBeCloseTo(5, 3);
    expect(mixtureMoments(two)).toEqual({ mean: 5, sigma: Math.sqrt(26) });
  });
});
