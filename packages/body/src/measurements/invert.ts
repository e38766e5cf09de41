import { cholesky } from './gaussian.ts';

/** The inverse of a symmetric positive definite matrix, row by row, through its Cholesky factor. */
export function invert(matrix: Float64Array, n: number): Float64Array {
  const factor = cholesky(matrix, n);
  const lower = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let value = i === j ? 1 : 0;
      for (let k = j; k < i; k++) value -= (factor[i * n + k] ?? 0) * (lower[k * n + j] ?? 0);
      lower[i * n + j] = value / (factor[i * n + i] ?? 1);
    }
  }
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = Math.max(i, j); k < n; k++) sum += (lower[k * n + i] ?? 0) * (lower[k * n + j] ?? 0);
      inverse[i * n + j] = sum;
    }
  }
  return inverse;
}
