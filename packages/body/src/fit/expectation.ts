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
const MESH_SIGMA = { tape: 0.4, auxiliary: 1.2 } as const;

const AUXILIARY: ReadonlySet<BodyKey> = new Set<BodyKey>([
  'chestBreadth',
  'chestDepth',
  'waistBreadth',
  'waistDepth',
  'hipBreadth',
  'hipDepth',
  'wrist',
  'ankle',
  'neckHeight',
  'shoulderHeight',
  'armpitHeight',
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
 * @param posterior over `POPULATION_VARIABLES`, conditioned on what is known
 */
export function expectationOf(posterior: Gaussian, keys: readonly BodyKey[]): Expectation {
  const { mean, covariance } = marginal(
    posterior,
    keys.map((key) => variableIndex(key)),
  );
  const n = keys.length;
  keys.forEach((key, i) => {
    const sigma = AUXILIARY.has(key) ? MESH_SIGMA.auxiliary : MESH_SIGMA.tape;
    covariance[i * n + i] = (covariance[i * n + i] as number) + sigma * sigma;
  });
  return { keys, mean, factor: cholesky(covariance, n) };
}
