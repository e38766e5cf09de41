/**
 * Solves A·x = b for a symmetric positive definite A (row by row, destroyed) by Cholesky.
 * Undefined when A is not positive definite.
 */
export function solveDefinite(a: Float64Array, b: Float64Array): Float64Array | undefined {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = at(a, i * n + j);
      for (let k = 0; k < j; k++) sum -= at(a, i * n + k) * at(a, j * n + k);
      if (i !== j) a[i * n + j] = sum / at(a, j * n + j);
      else if (sum > 0) a[i * n + i] = Math.sqrt(sum);
      else return undefined;
    }
  }
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = at(x, i) - at(a, i * n + k) * at(x, k);
    x[i] = at(x, i) / at(a, i * n + i);
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) x[i] = at(x, i) - at(a, k * n + i) * at(x, k);
    x[i] = at(x, i) / at(a, i * n + i);
  }
  return x;
}

/** Solves L·x = b for a lower triangle L, row by row; a zero pivot gives zero. */
export function solveLower(factor: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) x[i] = at(x, i) - at(factor, i * n + k) * at(x, k);
    const pivot = at(factor, i * n + i);
    x[i] = pivot > 1e-12 ? at(x, i) / pivot : 0;
  }
  return x;
}

const at = (values: Float64Array, i: number): number => values[i] as number;
