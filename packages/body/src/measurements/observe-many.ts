import { cholesky, type Gaussian, type Observed } from './gaussian.ts';

/** Several linear sights of the same unknowns: value = row · x + error, errors with one covariance. */
export interface Sights {
  /** One row over all variables a sight, row by row. */
  rows: Float64Array;
  values: Float64Array;
  /** Covariance of the errors, row by row. */
  noise: Float64Array;
}

/** What the sights say: the conditioned normal, and how far each sight was from what was expected. */
export interface SeenMany extends Observed {
  /** Σ of squares of the independent surprises, in their standard deviations: about the count of sights. */
  chiSquare: number;
  /** How far each value is from what all the others say, in standard deviations. */
  alone: Float64Array;
  /** S⁻¹ · surprise, with S the covariance of the surprises: for whoever follows an error to its cause. */
  weighed: Float64Array;
}

/**
 * Conditions a normal on several sights at once, whose errors may hang together. The covariance is taken down by
 * W·Wᵀ with W = P·Hᵀ·L⁻ᵀ and S = L·Lᵀ, so that it stays symmetric.
 */
export function observeMany({ mean, covariance }: Gaussian, { rows, values, noise }: Sights): SeenMany {
  const n = mean.length;
  const m = values.length;
  const across = new Float64Array(m * n);
  for (let k = 0; k < m; k++) {
    for (let j = 0; j < n; j++) {
      const share = rows[k * n + j] as number;
      if (share === 0) continue;
      for (let i = 0; i < n; i++) {
        across[k * n + i] = (across[k * n + i] as number) + share * (covariance[j * n + i] as number);
      }
    }
  }
  const surprise = Float64Array.from(values, (value, k) => value - dot(rows, k * n, mean, 0, n));
  const spread = Float64Array.from(noise);
  for (let k = 0; k < m; k++) {
    for (let l = 0; l < m; l++) {
      spread[k * m + l] = (spread[k * m + l] as number) + dot(rows, k * n, across, l * n, n);
    }
  }
  const factor = cholesky(spread, m);
  const white = forward(factor, m, surprise, 1);
  const whitened = forward(factor, m, across, n);
  const next = { mean: Float64Array.from(mean), covariance: Float64Array.from(covariance) };
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < m; k++) {
      next.mean[i] = (next.mean[i] as number) + (whitened[k * n + i] as number) * (white[k] as number);
    }
    for (let j = 0; j <= i; j++) {
      let taken = 0;
      for (let k = 0; k < m; k++) taken += (whitened[k * n + i] as number) * (whitened[k * n + j] as number);
      const value = Math.max(
        i === j ? 0 : Number.NEGATIVE_INFINITY,
        (covariance[i * n + j] as number) - taken,
      );
      next.covariance[i * n + j] = value;
      next.covariance[j * n + i] = value;
    }
  }
  let logLikelihood = 0;
  for (let k = 0; k < m; k++) {
    logLikelihood -= 0.5 * (white[k] as number) ** 2 + Math.log(pivot(factor, m, k));
  }
  const weighed = backward(factor, m, white);
  return {
    gaussian: next,
    logLikelihood,
    chiSquare: white.reduce((sum, value) => sum + value * value, 0),
    alone: leftAlone(factor, m, weighed),
    weighed,
  };
}

/** With S⁻¹ = L⁻ᵀ·L⁻¹ the value k differs from the prediction by the others by (S⁻¹s)ₖ ÷ √(S⁻¹)ₖₖ deviations. */
function leftAlone(factor: Float64Array, m: number, weighed: Float64Array): Float64Array {
  const identity = new Float64Array(m * m);
  for (let k = 0; k < m; k++) identity[k * m + k] = 1;
  const inverse = forward(factor, m, identity, m);
  return weighed.map((value, k) => {
    let own = 0;
    for (let l = k; l < m; l++) own += (inverse[l * m + k] as number) ** 2;
    return value / Math.sqrt(own);
  });
}

function dot(a: Float64Array, from: number, b: Float64Array, start: number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += (a[from + i] as number) * (b[start + i] as number);
  return sum;
}

const pivot = (factor: Float64Array, m: number, k: number): number => factor[k * m + k] || 1e-9;

/** Solves L·X = B for `columns` columns. */
function forward(factor: Float64Array, m: number, right: Float64Array, columns: number): Float64Array {
  const x = Float64Array.from(right);
  for (let k = 0; k < m; k++) {
    for (let l = 0; l < k; l++) {
      const share = factor[k * m + l] as number;
      for (let c = 0; c < columns; c++) {
        x[k * columns + c] = (x[k * columns + c] as number) - share * (x[l * columns + c] as number);
      }
    }
    for (let c = 0; c < columns; c++) {
      x[k * columns + c] = (x[k * columns + c] as number) / pivot(factor, m, k);
    }
  }
  return x;
}

/** Solves Lᵀ·x = b. */
function backward(factor: Float64Array, m: number, right: Float64Array): Float64Array {
  const x = Float64Array.from(right);
  for (let k = m - 1; k >= 0; k--) {
    for (let l = k + 1; l < m; l++)
      x[k] = (x[k] as number) - (factor[l * m + k] as number) * (x[l] as number);
    x[k] = (x[k] as number) / pivot(factor, m, k);
  }
  return x;
}
