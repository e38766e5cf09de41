import type { Sex } from '../measurements/definitions.ts';
import { cholesky, type Gaussian } from '../measurements/gaussian.ts';
import { type BodyKey, population, variableIndex } from '../measurements/population.ts';
import { MODEL_VARIABLES } from './photo-variables.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Somebody who does not exist, ready for `fitToMeasurements`. */
export interface DrawnPerson {
  /** cm. */
  targets: Partial<Record<BodyKey, number>>;
  /** Every measure of theirs, with no doubt left. */
  posterior: Gaussian;
  weight: { kg: number; sigma: number };
}

/**
 * Draws a person from the population. Half are drawn as people are; the others are moved along the axis of weight, so
 * that slim and heavy ones are as frequent as ordinary ones.
 * @param random from 0 to 1
 * @param bmi people beyond these are drawn again
 */
export function drawPerson(
  sex: Sex,
  random: () => number,
  { bmi }: { bmi: readonly [number, number] },
): DrawnPerson {
  const { mean, covariance } = population(sex);
  const n = mean.length;
  const factor = factorOf(sex);
  const [weight, height] = [variableIndex('sqrtWeight'), variableIndex('height')];
  const at = (i: number, j: number): number => covariance[i * n + j] as number;
  for (;;) {
    const z = Float64Array.from({ length: n }, () => normal(random));
    const x = mean.map((value, i) => {
      let sum = value;
      for (let j = 0; j <= i; j++) sum += (factor[i * n + j] as number) * (z[j] as number);
      return sum;
    });
    const stature = (x[height] as number) / 100;
    const wanted = bmi[0] + (bmi[1] - bmi[0]) * random();
    if (random() < 0.5) {
      // What goes with weight at the same height.
      const slope = at(weight, height) / at(height, height);
      const spare = at(weight, weight) - slope * at(weight, height);
      const step = (Math.sqrt(wanted) * stature - (x[weight] as number)) / spare;
      for (let i = 0; i < n; i++) x[i] = (x[i] as number) + step * (at(i, weight) - slope * at(i, height));
    }
    const kg = (x[weight] as number) ** 2;
    const own = kg / (stature * stature);
    if (own < bmi[0] || own > bmi[1]) continue;
    const known = new Float64Array(n * n);
    for (let i = 0; i < n; i++) known[i * n + i] = 1e-6;
    return {
      targets: Object.fromEntries(
        MODEL_VARIABLES.filter((name) => name !== 'sqrtWeight').map((name) => [
          name,
          x[variableIndex(name)] as number,
        ]),
      ),
      posterior: { mean: x, covariance: known },
      weight: { kg, sigma: 2 },
    };
  }
}

const factors = new Map<Sex, Float64Array>();

function factorOf(sex: Sex): Float64Array {
  const { mean, covariance } = population(sex);
  const factor = factors.get(sex) ?? cholesky(covariance, mean.length);
  factors.set(sex, factor);
  return factor;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
