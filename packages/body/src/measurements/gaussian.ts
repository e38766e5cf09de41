/** A multivariate normal; the covariance is square, row by row, symmetric. */
export interface Gaussian {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** What one observation told: how well it agreed, for weighing one population against another. */
export interface Observed {
  gaussian: Gaussian;
  logLikelihood: number;
}

/** Below this variance (cm²) a variable counts as known, and a further observation teaches nothing. */
const KNOWN = 1e-10;

/**
 * Conditions a normal on one of its variables having been seen as `value` with error `sigma` (0: exactly).
 *
 * The scalar Kalman update in Joseph's form: unlike the short form P − K·P it keeps the covariance symmetric and
 * positive semidefinite under rounding, whatever the order of observations; with sigma 0 the row is cleared
 * exactly, so that the value comes back to the last bit.
 */
export function observe(gaussian: Gaussian, index: number, value: number, sigma: number): Observed {
  const { mean, covariance } = gaussian;
  const n = mean.length;
  const row = covariance.subarray(index * n, index * n + n);
  const noise = sigma * sigma;
  const prior = row[index] ?? 0;
  const spread = prior + noise;
  const surprise = value - (mean[index] ?? 0);
  if (spread < KNOWN || prior < KNOWN) {
    return { gaussian, logLikelihood: spread < KNOWN ? 0 : logDensity(surprise, spread) };
  }

  const gain = Float64Array.from(row, (entry) => entry / spread);
  const nextMean = mean.map((entry, i) => entry + (gain[i] ?? 0) * surprise);
  // Left factor (I − K·h)·P, then the right factor and the noise K·r²·Kᵀ, written out for one observed entry.
  const next = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const k = gain[i] ?? 0;
    const left = (covariance[i * n + index] ?? 0) - k * prior;
    for (let j = 0; j < n; j++) {
      const kept = (covariance[i * n + j] ?? 0) - k * (row[j] ?? 0);
      next[i * n + j] = kept - left * (gain[j] ?? 0) + noise * k * (gain[j] ?? 0);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const both = ((next[i * n + j] ?? 0) + (next[j * n + i] ?? 0)) / 2;
      next[i * n + j] = both;
      next[j * n + i] = both;
    }
    if ((next[i * n + i] ?? 0) < 0) next[i * n + i] = 0;
  }
  if (sigma === 0) {
    nextMean[index] = value;
    for (let i = 0; i < n; i++) {
      next[index * n + i] = 0;
      next[i * n + index] = 0;
    }
  }
  return { gaussian: { mean: nextMean, covariance: next }, logLikelihood: logDensity(surprise, spread) };
}

function logDensity(surprise: number, variance: number): number {
  return -0.5 * (Math.log(2 * Math.PI * variance) + (surprise * surprise) / variance);
}

/** The normal of some of the variables, in the order of `indices`. */
export function marginal(gaussian: Gaussian, indices: readonly number[]): Gaussian {
  const n = gaussian.mean.length;
  const m = indices.length;
  const covariance = new Float64Array(m * m);
  for (const [i, from] of indices.entries()) {
    for (const [j, to] of indices.entries()) covariance[i * m + j] = gaussian.covariance[from * n + to] ?? 0;
  }
  return { mean: Float64Array.from(indices, (index) => gaussian.mean[index] ?? 0), covariance };
}

/**
 * The lower Cholesky factor of a covariance, row by row. Semidefinite is enough: a variable that the ones before
 * it determine gets a row of zeros.
 */
export function cholesky(covariance: Float64Array, n: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let value = covariance[i * n + j] ?? 0;
      for (let k = 0; k < j; k++) value -= (factor[i * n + k] ?? 0) * (factor[j * n + k] ?? 0);
      const pivot = factor[j * n + j] ?? 0;
      if (i === j) factor[i * n + i] = Math.sqrt(Math.max(0, value));
      else factor[i * n + j] = pivot > 1e-9 ? value / pivot : 0;
    }
  }
  return factor;
}
