import { minimiseInBox } from './box.ts';

/** A least-squares problem: residuals, already divided by their sigmas. */
export interface Problem {
  /** The residuals at these values. */
  residuals(values: Float64Array): Float64Array;
  /** Their derivatives, one row a residual, at the values residuals() was last called with. */
  jacobian(values: Float64Array): Float64Array[];
  lower: Float64Array;
  upper: Float64Array;
  /** The scale of each value: damping is counted in it. */
  scale: Float64Array;
}

export interface StopRule {
  iterations: number;
  /** Ends when a step lowers the cost by less than this share. */
  gain: number;
}

export interface Solution {
  values: Float64Array;
  /** At these values. */
  residuals: Float64Array;
  cost: number;
  iterations: number;
}

/**
 * Minimises the sum of squared residuals by Levenberg–Marquardt; every step is the best one within the
 * bounds.
 */
export function minimise(problem: Problem, start: Float64Array, stop: StopRule): Solution {
  let values = clampAll(problem, start);
  let residuals = problem.residuals(values);
  let cost = sumOfSquares(residuals);
  let damping = 1e-3;
  let iterations = 0;
  while (iterations < stop.iterations) {
    iterations++;
    const system = normalSystem(problem.jacobian(values), residuals, values.length);
    let better = false;
    let gain = 0;
    for (let attempt = 0; attempt < 8 && !better; attempt++) {
      const next = boundedStep(problem, system, values, damping);
      const after = problem.residuals(next);
      const nextCost = sumOfSquares(after);
      better = nextCost < cost;
      if (!better) {
        damping = Math.max(damping * 10, 1e-6);
        continue;
      }
      gain = (cost - nextCost) / Math.max(cost, 1e-12);
      [values, residuals, cost] = [next, after, nextCost];
      damping = Math.max(damping * 0.1, 1e-9);
    }
    if (!better || gain < stop.gain || cost < 1e-9) break;
  }
  return { values, residuals, cost, iterations };
}

interface NormalSystem {
  matrix: Float64Array;
  gradient: Float64Array;
}

function normalSystem(rows: readonly Float64Array[], residuals: Float64Array, n: number): NormalSystem {
  const matrix = new Float64Array(n * n);
  const gradient = new Float64Array(n);
  rows.forEach((row, r) => {
    const residual = residuals[r] as number;
    for (let i = 0; i < n; i++) {
      const value = row[i] as number;
      if (value === 0) continue;
      gradient[i] = (gradient[i] as number) + value * residual;
      for (let j = 0; j <= i; j++) {
        matrix[i * n + j] = (matrix[i * n + j] as number) + value * (row[j] as number);
      }
    }
  });
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) matrix[j * n + i] = matrix[i * n + j] as number;
  }
  return { matrix, gradient };
}

function boundedStep(
  { lower, upper, scale }: Problem,
  { matrix, gradient }: NormalSystem,
  values: Float64Array,
  damping: number,
): Float64Array {
  const n = values.length;
  const damped = Float64Array.from(matrix);
  for (let i = 0; i < n; i++) {
    damped[i * n + i] = (damped[i * n + i] as number) + damping / (scale[i] as number) ** 2;
  }
  const room = (bound: Float64Array) => bound.map((value, i) => value - (values[i] as number));
  const step = minimiseInBox(damped, gradient, room(lower), room(upper));
  return values.map((value, i) => value + (step[i] as number));
}

function clampAll({ lower, upper }: Problem, values: Float64Array): Float64Array {
  return values.map((value, i) => Math.min(upper[i] as number, Math.max(lower[i] as number, value)));
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
