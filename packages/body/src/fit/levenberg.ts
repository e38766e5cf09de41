import { solveDefinite } from './linear.ts';

/** A least-squares problem: residuals, already divided by their sigmas. */
export interface Problem {
  /** The residuals at these values. */
  residuals(values: Float64Array): Float64Array;
  /** Their derivatives, one row a residual, at the values residuals() was last called with. */
  jacobian(values: Float64Array): Float64Array[];
  lower: Float64Array;
  upper: Float64Array;
  /** The scale of each value: damping and convergence are counted in it. */
  scale: Float64Array;
}

export interface Solution {
  values: Float64Array;
  cost: number;
  iterations: number;
}

/**
 * Minimises the sum of squared residuals by Levenberg–Marquardt within bounds. A value that a step would carry
 * over its bound is held there, and the step is solved again for the others.
 */
export function minimise(problem: Problem, start: Float64Array, maxIterations = 30): Solution {
  let values = clampAll(problem, start);
  let residuals = problem.residuals(values);
  let cost = sumOfSquares(residuals);
  let damping = 1e-3;
  let iterations = 0;
  while (iterations < maxIterations) {
    iterations++;
    const system = normalSystem(problem.jacobian(values), residuals, values.length);
    let better = false;
    let moved = 0;
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
      moved = largestMove(problem, values, next);
      gain = (cost - nextCost) / Math.max(cost, 1e-12);
      [values, residuals, cost] = [next, after, nextCost];
      damping = Math.max(damping * 0.1, 1e-9);
    }
    if (!better || (moved < 1e-4 && gain < 1e-4) || cost < 1e-9) break;
  }
  return { values, cost, iterations };
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
  return { matrix, gradient };
}

function boundedStep(
  problem: Problem,
  { matrix, gradient }: NormalSystem,
  values: Float64Array,
  damping: number,
): Float64Array {
  const n = values.length;
  const step = new Float64Array(n);
  let free = Array.from(values.keys());
  for (;;) {
    const m = free.length;
    const damped = new Float64Array(m * m);
    const right = new Float64Array(m);
    for (let a = 0; a < m; a++) {
      const i = free[a] as number;
      right[a] = -(gradient[i] as number);
      // What the held values already move is taken off the others' right-hand side.
      for (let j = 0; j < n; j++) {
        if (step[j] !== 0 && !free.includes(j)) {
          right[a] = (right[a] as number) - symmetric(matrix, n, i, j) * (step[j] as number);
        }
      }
      for (let b = 0; b <= a; b++) damped[a * m + b] = symmetric(matrix, n, i, free[b] as number);
      damped[a * m + a] = (damped[a * m + a] as number) + damping / (problem.scale[i] as number) ** 2;
    }
    const solved = solveDefinite(damped, right);
    if (!solved) return values;
    free.forEach((i, a) => {
      step[i] = solved[a] as number;
    });
    const next = clampAll(
      problem,
      values.map((value, i) => value + (step[i] as number)),
    );
    const over = free.filter((i) => next[i] !== (values[i] as number) + (step[i] as number));
    if (over.length === 0 || over.length === free.length) return next;
    for (const i of over) step[i] = (next[i] as number) - (values[i] as number);
    free = free.filter((i) => !over.includes(i));
  }
}

function symmetric(matrix: Float64Array, n: number, i: number, j: number): number {
  return matrix[i >= j ? i * n + j : j * n + i] as number;
}

function clampAll({ lower, upper }: Problem, values: Float64Array): Float64Array {
  return values.map((value, i) => Math.min(upper[i] as number, Math.max(lower[i] as number, value)));
}

function largestMove({ scale }: Problem, before: Float64Array, after: Float64Array): number {
  return after.reduce(
    (most, value, i) => Math.max(most, Math.abs(value - (before[i] as number)) / (scale[i] as number)),
    0,
  );
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
