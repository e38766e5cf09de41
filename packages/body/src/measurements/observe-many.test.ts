import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Gaussian, observe } from './gaussian.ts';
import { observeMany } from './observe-many.ts';

const SIZE = 4;
const entry = fc.double({ min: -2, max: 2, noNaN: true });

/** A normal with a covariance that is one: A·Aᵀ + 1. */
const gaussians = fc
  .tuple(
    fc.array(entry, { minLength: SIZE, maxLength: SIZE }),
    fc.array(entry, { minLength: SIZE * SIZE, maxLength: SIZE * SIZE }),
  )
  .map(([mean, a]): Gaussian => {
    const covariance = new Float64Array(SIZE * SIZE);
    for (let i = 0; i < SIZE; i++) {
      for (let j = 0; j < SIZE; j++) {
        covariance[i * SIZE + j] = i === j ? 1 : 0;
        for (let k = 0; k < SIZE; k++) {
          covariance[i * SIZE + j] =
            (covariance[i * SIZE + j] as number) + (a[i * SIZE + k] as number) * (a[j * SIZE + k] as number);
        }
      }
    }
    return { mean: Float64Array.from(mean), covariance };
  });

const seen = fc.array(
  fc.record({ index: fc.nat(SIZE - 1), value: entry, sigma: fc.double({ min: 0.1, max: 2, noNaN: true }) }),
  { minLength: 1, maxLength: 6 },
);

function sightsOf(list: readonly { index: number; value: number; sigma: number }[]) {
  const m = list.length;
  const rows = new Float64Array(m * SIZE);
  const noise = new Float64Array(m * m);
  for (const [k, { index, sigma }] of list.entries()) {
    rows[k * SIZE + index] = 1;
    noise[k * m + k] = sigma * sigma;
  }
  return { rows, values: Float64Array.from(list, ({ value }) => value), noise };
}

describe('observeMany', () => {
  it('says of independent sights what they say one after the other', () => {
    fc.assert(
      fc.property(gaussians, seen, (gaussian, list) => {
        let one = { gaussian, logLikelihood: 0 };
        for (const { index, value, sigma } of list) {
          const next = observe(one.gaussian, index, value, sigma);
          one = { gaussian: next.gaussian, logLikelihood: one.logLikelihood + next.logLikelihood };
        }
        const many = observeMany(gaussian, sightsOf(list));
        for (let i = 0; i < SIZE; i++)
          expect(many.gaussian.mean[i]).toBeCloseTo(one.gaussian.mean[i] as number, 6);
        for (let i = 0; i < SIZE * SIZE; i++) {
          expect(many.gaussian.covariance[i]).toBeCloseTo(one.gaussian.covariance[i] as number, 6);
        }
        const constant = (list.length / 2) * Math.log(2 * Math.PI);
        expect(many.logLikelihood - constant).toBeCloseTo(one.logLikelihood, 6);
      }),
    );
  });

  it('learns of a sum, and lets an error that all share stay', () => {
    const gaussian = { mean: new Float64Array(2), covariance: Float64Array.from([4, 0, 0, 4]) };
    const shared = observeMany(gaussian, {
      rows: Float64Array.from([1, 0, 0, 1]),
      values: Float64Array.from([3, 3]),
      noise: Float64Array.from([9, 9, 9, 9]),
    });
    // the difference of the two is certain, their level is not
    const [a, both, , b] = shared.gaussian.covariance as unknown as [number, number, number, number];
    expect(a + b - 2 * both).toBeCloseTo(0, 9);
    expect(a).toBeCloseTo(18 / 11, 9);
    expect(shared.gaussian.mean[0]).toBeLessThan(2);
  });

  it('shows which of several values contradicts the others', () => {
    const list = [0.1, -0.2, 6, 0].map((value) => ({ index: 0, value, sigma: 0.3 }));
    const gaussian = { mean: new Float64Array(SIZE), covariance: new Float64Array(SIZE * SIZE) };
    for (let i = 0; i < SIZE; i++) gaussian.covariance[i * SIZE + i] = 1;
    const { alone, chiSquare } = observeMany(gaussian, sightsOf(list));
    const far = Array.from(alone, Math.abs);
    expect(far.indexOf(Math.max(...far))).toBe(2);
    expect(far[2]).toBeGreaterThan(10);
    expect(chiSquare).toBeGreaterThan(100);
  });
});
