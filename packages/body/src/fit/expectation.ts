import { cholesky, type Gaussian, marginal } from '../measurements/gaussian.ts';
import { type BodyKey, variableIndex } from '../measurements/population.ts';

/** What the statistics expect of the measures that nobody gave, ready for the solver. */
export interface Expectation {
  keys: readonly BodyKey[];
  /** Centimetres. */
  mean: Float64Array;
  /** Lower Cholesky factor of the covariance, cm. */
  factor: Float64Array;
}

/**
 * Beside what people differ by, the mesh differs from people in how a level or a bone is found on it; without
 * this a tiny conditional sigma would force the shape. Centimetres.
 */
const MESH_SIGMA = { tape: 0.4, auxiliary: 1 } as const;

/** Where the arm meets the chest the mesh says little about people. */
const UNTRUSTED: ReadonlySet<BodyKey> = new Set<BodyKey>(['chestBreadth', 'armpitHeight']);

/** Whether the statistics of a measure may shape the mesh. */
export const isTrusted = (key: BodyKey): boolean => variableIndex(key) >= 0 && !UNTRUSTED.has(key);

const AUXILIARY: ReadonlySet<BodyKey> = new Set<BodyKey>([
  'chestDepth',
  'waistBreadth',
  'waistDepth',
  'hipBreadth',
  'hipDepth',
  'wrist',
  'ankle',
  'neckHeight',
  'shoulderHeight',
  'chestHeight',
  'navelHeight',
  'hipHeight',
  'kneeHeight',
  'upperArmLength',
  'handLength',
  'footLength',
]);

/**
 * The part of a conditioned population that speaks of these measures.
 *
 * Auxiliary ones are read off a mesh differently than off people (a caliper pressed into the chest, a bent
 * elbow): of those only the difference from the mean person counts, and is added to what the base body shows.
 * @param posterior over `POPULATION_VARIABLES`, conditioned on what is known
 * @param population the same, conditioned on nothing
 * @param base what the base body measures, cm
 */
export function expectationOf(
  posterior: Gaussian,
  population: Gaussian,
  base: (key: BodyKey) => number,
  keys: readonly BodyKey[],
): Expectation {
  const indices = keys.map((key) => variableIndex(key));
  const { mean, covariance } = marginal(posterior, indices);
  const n = keys.length;
  keys.forEach((key, i) => {
    const auxiliary = AUXILIARY.has(key);
    const sigma = auxiliary ? MESH_SIGMA.auxiliary : MESH_SIGMA.tape;
    covariance[i * n + i] = (covariance[i * n + i] as number) + sigma * sigma;
    if (auxiliary) {
      const ordinary = population.mean[indices[i] as number] as number;
      mean[i] = (mean[i] as number) - ordinary + base(key);
    }
  });
  return { keys, mean, factor: cholesky(covariance, n) };
}
