import type { AuxiliaryKey } from './auxiliary.ts';
import { AUXILIARY_KEYS } from './auxiliary.ts';
import type { Sex, TapeKey } from './definitions.ts';
import { TAPE_KEYS } from './definitions.ts';
import { DERIVATIONS, DERIVED_KEYS } from './derived.ts';
import type { Gaussian } from './gaussian.ts';
import { STATISTICS, STATISTICS_VARIABLES } from './statistics.ts';

/** A measure that the statistics know: a tape measure, or a breadth, depth or level for photos and fitting. */
export type BodyKey = TapeKey | AuxiliaryKey;

export const BODY_KEYS: readonly BodyKey[] = [...TAPE_KEYS, ...AUXILIARY_KEYS];

/** Everything that varies together in a person. */
export type PopulationVariable = BodyKey | 'sqrtWeight' | 'logAge';

export const POPULATION_VARIABLES: readonly PopulationVariable[] = [...STATISTICS_VARIABLES, ...DERIVED_KEYS];

const INDEX: ReadonlyMap<string, number> = new Map(POPULATION_VARIABLES.map((name, i) => [name, i]));

/** Where a variable stands in the means and covariances of this package. */
export function variableIndex(name: PopulationVariable): number {
  return INDEX.get(name) ?? -1;
}

const made = new Map<Sex, Gaussian>();

/**
 * The population of adults of a sex: mean and covariance over {@link POPULATION_VARIABLES}, cm, √kg and ln(years).
 * Soldiers of 17 to 58 years, few above a body mass index of 35 (see `STATISTICS_PROVENANCE`). Do not change it:
 * the same object is given to everyone.
 */
export function population(sex: Sex): Gaussian {
  const known = made.get(sex);
  if (known) return known;
  const fresh = withDerived(sex, fromFactor(sex));
  made.set(sex, fresh);
  return fresh;
}

/** The shipped factor L, multiplied out to L·Lᵀ. */
function fromFactor(sex: Sex): Gaussian {
  const { mean, factor } = STATISTICS[sex];
  const n = mean.length;
  const covariance = new Float64Array(n * n);
  const at = (i: number, j: number) => factor[(i * (i + 1)) / 2 + j] ?? 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k <= j; k++) sum += at(i, k) * at(j, k);
      covariance[i * n + j] = sum;
      covariance[j * n + i] = sum;
    }
  }
  return { mean: Float64Array.from(mean), covariance };
}

/** Appends each derived measure: its covariance with the others is that of its terms, plus its own variance. */
function withDerived(sex: Sex, survey: Gaussian): Gaussian {
  const size = POPULATION_VARIABLES.length;
  const before = survey.mean.length;
  const mean = new Float64Array(size);
  const covariance = new Float64Array(size * size);
  mean.set(survey.mean);
  for (let i = 0; i < before; i++) {
    covariance.set(survey.covariance.subarray(i * before, (i + 1) * before), i * size);
  }
  for (const key of DERIVED_KEYS) {
    const { terms, offset, sigma } = DERIVATIONS[sex][key];
    const at = INDEX.get(key) ?? -1;
    const parts = Object.entries(terms).map(([name, factor]) => ({ from: INDEX.get(name) ?? -1, factor }));
    mean[at] = parts.reduce((sum, part) => sum + part.factor * (mean[part.from] ?? 0), offset);
    for (let i = 0; i < at; i++) {
      const shared = parts.reduce(
        (sum, part) => sum + part.factor * (covariance[part.from * size + i] ?? 0),
        0,
      );
      covariance[at * size + i] = shared;
      covariance[i * size + at] = shared;
    }
    const own = parts.reduce((sum, part) => sum + part.factor * (covariance[at * size + part.from] ?? 0), 0);
    covariance[at * size + at] = own + sigma * sigma;
  }
  return { mean, covariance };
}
