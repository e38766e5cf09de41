/**
 * The distribution function of the standard normal: a Taylor series about 0, and the continued fraction of the
 * tail from 3 on. Better than 1e-12 everywhere; exact 0 and 1 beyond 38.
 */
export function normalCdf(z: number): number {
  const a = Math.abs(z);
  if (a > 38) return z > 0 ? 1 : 0;
  const density = Math.exp(-(a * a) / 2) / Math.sqrt(2 * Math.PI);
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let n = 1; Math.abs(term) > 1e-17; n++) {
      term *= (a * a) / (2 * n + 1);
      sum += term;
    }
    return z > 0 ? 0.5 + density * sum : 0.5 - density * sum;
  }
  let fraction = a;
  for (let n = 120; n > 0; n--) fraction = a + n / fraction;
  const tail = density / fraction;
  return z > 0 ? 1 - tail : tail;
}

/** Half the width of the central 90 % interval of the standard normal. */
export const NORMAL_90 = 1.6448536269514722;

/** One normal of a mixture. */
export interface MixturePart {
  weight: number;
  mean: number;
  sigma: number;
}

/** Mean and standard deviation of a mixture of normals. */
export function mixtureMoments(parts: readonly MixturePart[]): { mean: number; sigma: number } {
  const mean = parts.reduce((sum, part) => sum + part.weight * part.mean, 0);
  const variance = parts.reduce(
    (sum, part) => sum + part.weight * (part.sigma ** 2 + (part.mean - mean) ** 2),
    0,
  );
  return { mean, sigma: Math.sqrt(variance) };
}

/** The value below which `share` (between 0 and 1) of a mixture of normals lies, by bisection. */
export function mixtureQuantile(parts: readonly MixturePart[], share: number): number {
  const [only] = parts;
  if (parts.length === 1 && only && only.sigma === 0) return only.mean;
  let low = Math.min(...parts.map((part) => part.mean - 12 * part.sigma));
  let high = Math.max(...parts.map((part) => part.mean + 12 * part.sigma));
  for (let i = 0; i < 80 && high - low > 1e-9; i++) {
    const middle = (low + high) / 2;
    const below = parts.reduce((sum, part) => {
      if (part.sigma === 0) return sum + (part.mean <= middle ? part.weight : 0);
      return sum + part.weight * normalCdf((middle - part.mean) / part.sigma);
    }, 0);
    if (below < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
