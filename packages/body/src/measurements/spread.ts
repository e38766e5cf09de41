import type { Sex } from './definitions.ts';
import type { DerivedKey } from './derived.ts';
import { DERIVED_KEYS } from './derived.ts';
import type { Gaussian } from './gaussian.ts';
import type { PopulationVariable } from './population.ts';
import { POPULATION_VARIABLES, variableIndex } from './population.ts';
import { SPREAD_BMI, STATISTICS } from './statistics.ts';

/** Whose spread a derived measure shares: that of the measure it is made from. */
const DERIVED_FROM: Readonly<Record<DerivedKey, PopulationVariable>> = {
  waistNatural: 'waistOmphalion',
  waist: 'waistOmphalion',
  highHip: 'waistOmphalion',
  bicep: 'bicepFlexed',
  forearm: 'forearmFlexed',
};

/**
 * Widens, or narrows, a conditioned population to how far people of this build differ: one covariance for all is too
 * narrow for heavy people and too wide for slim ones. Each standard deviation is multiplied by a factor that
 * depends on the body mass index to be expected; means stay, correlations stay. Fitted on the people that the
 * statistics rest on (`scripts/fit-statistics.mjs`); beyond a BMI of 18 and 42 it stays as it is there.
 *
 * @param observed indices of what was seen: its error is that of the tape, not of the population
 */
export function spreadByBuild(
  sex: Sex,
  { mean, covariance }: Gaussian,
  observed: ReadonlySet<number>,
): Gaussian {
  const n = mean.length;
  const height = (mean[variableIndex('height')] ?? 0) / 100;
  const expected = (mean[variableIndex('sqrtWeight')] ?? 0) ** 2 / (height * height);
  const offset = Math.min(SPREAD_BMI.high, Math.max(SPREAD_BMI.low, expected)) - SPREAD_BMI.centre;
  const { spreadLevel, spreadSlope } = STATISTICS[sex];
  const factors = POPULATION_VARIABLES.map((name, i) => {
    if (observed.has(i)) return 1;
    const from = DERIVED_KEYS.includes(name as DerivedKey)
      ? variableIndex(DERIVED_FROM[name as DerivedKey])
      : i;
    return Math.exp((spreadLevel[from] ?? 0) + (spreadSlope[from] ?? 0) * offset);
  });
  const wide = covariance.map((value, at) => {
    const i = Math.floor(at / n);
    const j = at % n;
    // The larger index first, so that the matrix stays symmetric to the last bit.
    return value * ((factors[Math.max(i, j)] ?? 1) * (factors[Math.min(i, j)] ?? 1));
  });
  return { mean, covariance: wide };
}
