import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minimise, type Problem } from './levenberg.ts';
import { solveDefinite, solveLower } from './linear.ts';

const at = (values: ArrayLike<number>, i: number): number => values[i] as number;
const fine = { noNaN: true, noDefaultInfinity: true };

describe('linear systems', () => {
  it('are solved', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -2, max: 2, ...fine }), { minLength: 20, maxLength: 20 }),
        (raw) => {
          const n = 4;
          const a = new Float64Array(n * n);
          for (let i = 0; i < n; i++) {
            for (let j = 0; j < n; j++) {
              for (let k = 0; k < n; k++)
                a[i * n + j] = at(a, i * n + j) + at(raw, i * n + k) * at(raw, j * n + k);
            }
            a[i * n + i] = at(a, i * n + i) + 0.5;
          }
          const b = Float64Array.from(raw.slice(16));
          const x = solveDefinite(Float64Array.from(a), b) as Float64Array;
          for (let i = 0; i < n; i++) {
            const sum = [0, 1, 2, 3].reduce((total, j) => total + at(a, i * n + j) * at(x, j), 0);
            expect(sum).toBeCloseTo(at(b, i), 7);
          }
        },
      ),
    );
  });

  it('that are not definite are refused', () => {
    expect(solveDefinite(Float64Array.of(1, 0, 0, -1), Float64Array.of(1, 1))).toBeUndefined();
  });

  it('with a lower triangle', () => {
    expect(Array.from(solveLower(Float64Array.of(2, 0, 1, 4), Float64Array.of(4, 10)))).toEqual([2, 2]);
  });
});

describe('minimise', () => {
  /** Rosenbrock's valley, whose least point is at (1, 1). */
  const valley = (lower: number, upper: number): Problem => ({
    lower: Float64Array.of(lower, lower),
    upper: Float64Array.of(upper, upper),
    scale: Float64Array.of(1, 1),
    residuals: (v) => Float64Array.of(10 * (at(v, 1) - at(v, 0) ** 2), 1 - at(v, 0)),
    jacobian: (v) => [Float64Array.of(-20 * at(v, 0), 10), Float64Array.of(-1, 0)],
  });

  it('finds the end of a bent valley', () => {
    const { values } = minimise(valley(-5, 5), Float64Array.of(-1.2, 1), { iterations: 100, gain: 1e-9 });
    expect(values[0]).toBeCloseTo(1, 4);
    expect(values[1]).toBeCloseTo(1, 4);
  });

  it('stays within bounds and is best there', () => {
    const { values } = minimise(valley(-5, 0.5), Float64Array.of(-1.2, 0.4), { iterations: 200, gain: 1e-9 });
    expect(values[0]).toBeCloseTo(0.5, 3);
    expect(values[1]).toBeCloseTo(0.25, 3);
  });
});
