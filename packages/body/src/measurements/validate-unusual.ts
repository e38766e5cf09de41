import type { Sex, TapeKey } from './definitions.ts';
import type { Finding } from './finding.ts';
import { finding } from './finding.ts';
import type { Gaussian } from './gaussian.ts';
import { marginal } from './gaussian.ts';
import { invert } from './invert.ts';
import type { KnownBody, Observation } from './known-body.ts';
import { observations } from './known-body.ts';
import { population, variableIndex } from './population.ts';
import type { SentenceValue } from './sentences.ts';
import type { UnitMistake } from './validate-units.ts';

/** A value so many standard deviations from what the others lead to expect is questioned. */
const QUESTIONED = 4;

/** One that a change of unit brings within this many is taken for a mistaken unit. */
const EXPLAINED = 3;

/**
 * Soldiers are leaner than the public: the standard deviation of weight is 14 and 11 kg (men, women), in adults of
 * the United States about 21 and 20. For the question "is this unusual?" the population is widened by this factor
 * along weight and all that goes with it; nothing else is inferred from the widened one.
 */
const PUBLIC_WEIGHT_SPREAD = 1.8;

interface Oddity {
  seen: Observation;
  z: number;
  /** What the other values lead to expect, and how far from it people are; in the units of the statistics. */
  expected: number;
  spread: number;
  /** The other value that tells most about this one. */
  because: Observation | undefined;
}

/**
 * Values further than 4 sigma from what the others lead to expect, worst first. After each, the rest is judged
 * without it, so that one slip does not throw suspicion on everything it touches.
 *
 * The expectation without value i needs no refitting: with S the covariance of all values (errors included) and r
 * their deviations, it misses by (S⁻¹r)ᵢ / (S⁻¹)ᵢᵢ, with variance 1 / (S⁻¹)ᵢᵢ.
 */
export function unusualValues(
  known: KnownBody,
  names: Readonly<Partial<Record<TapeKey, string>>>,
  mistakes: readonly UnitMistake[],
): Finding[] {
  const findings: Finding[] = [];
  let seen = observations(known);
  for (;;) {
    const worst = leastExpected(seen, known.sex);
    if (!worst || Math.abs(worst.z) <= QUESTIONED) return findings;
    findings.push(question(worst, names, mistakes));
    seen = seen.filter((one) => one !== worst.seen);
  }
}

/** The least expected value, by the sex that explains it best when the sex is not known. */
function leastExpected(seen: readonly Observation[], sex: Sex | undefined): Oddity | undefined {
  const bySex = (sex ? [sex] : (['female', 'male'] as const)).map((each) => oddities(seen, widened(each)));
  const [first = [], second] = bySex;
  return first
    .map((one, i) => {
      const other = second?.[i];
      return other && Math.abs(other.z) < Math.abs(one.z) ? other : one;
    })
    .filter(({ seen }) => seen.field !== 'age')
    .reduce<Oddity | undefined>(
      (worst, one) => (worst && Math.abs(worst.z) >= Math.abs(one.z) ? worst : one),
      undefined,
    );
}

function oddities(seen: readonly Observation[], gaussian: Gaussian): Oddity[] {
  const n = seen.length;
  const { mean, covariance } = marginal(
    gaussian,
    seen.map(({ index }) => index),
  );
  const entry = (i: number, j: number) => covariance[i * n + j] ?? 0;
  const spreads = Float64Array.from(covariance);
  for (const [i, { sigma }] of seen.entries())
    spreads[i * n + i] = entry(i, i) + Math.max(sigma * sigma, 1e-6);
  const inverse = invert(spreads, n);
  const pulls = seen.map((_, i) =>
    seen.reduce((sum, other, j) => sum + (inverse[i * n + j] ?? 0) * (other.value - (mean[j] ?? 0)), 0),
  );
  const widening = heaviness(seen, pulls, gaussian);
  return seen.map((one, i) => {
    const precision = inverse[i * n + i] ?? 1;
    const miss = (pulls[i] ?? 0) / precision;
    const spread = widening / Math.sqrt(precision);
    const ties = seen.map((other, j) => ({ other, tie: Math.abs(entry(i, j)) / Math.sqrt(entry(j, j)) }));
    const because = ties
      .filter(({ other }) => other !== one && other.field !== 'age')
      .reduce<(typeof ties)[number] | undefined>(
        (best, each) => (best && best.tie >= each.tie ? best : each),
        undefined,
      );
    return {
      seen: one,
      z: miss / spread,
      expected: one.value - miss,
      spread,
      because: because?.other,
    };
  });
}

/**
 * How much wider than in the survey people differ who are as heavy, or as light, as these values say: from three
 * standard deviations of weight on, where the survey has nobody, proportionally.
 */
function heaviness(
  seen: readonly Observation[],
  pulls: readonly number[],
  { mean, covariance }: Gaussian,
): number {
  const n = mean.length;
  const w = variableIndex('sqrtWeight');
  const shift = seen.reduce(
    (sum, { index }, i) => sum + (covariance[w * n + index] ?? 0) * (pulls[i] ?? 0),
    0,
  );
  const sigma = Math.sqrt(covariance[w * n + w] ?? 1) / PUBLIC_WEIGHT_SPREAD;
  return Math.max(1, Math.abs(shift) / (3 * sigma));
}

/** The population, wider along weight. */
function widened(sex: Sex): Gaussian {
  const { mean, covariance } = population(sex);
  const n = mean.length;
  const w = variableIndex('sqrtWeight');
  const weight = covariance[w * n + w] ?? 1;
  const more = (PUBLIC_WEIGHT_SPREAD ** 2 - 1) / weight;
  const wide = covariance.map((value, at) => {
    const i = Math.floor(at / n);
    return value + more * (covariance[i * n + w] ?? 0) * (covariance[(at % n) * n + w] ?? 0);
  });
  return { mean, covariance: wide };
}

/** A value of the statistics, which have the root of the weight, as people know it. */
const asKnown = ({ field }: Observation, value: number): number =>
  field === 'weight' ? Math.max(0, value) ** 2 : value;

/** An amount of what was seen, for a sentence. */
const amountOf = ({ field }: Observation, amount: number): SentenceValue =>
  field === 'weight' ? { kg: amount } : { cm: amount, of: field as TapeKey };

function question(
  oddity: Oddity,
  names: Readonly<Partial<Record<TapeKey, string>>>,
  mistakes: readonly UnitMistake[],
): Finding {
  const { seen, expected, spread, because } = oddity;
  const field = names[seen.field as TapeKey] ?? seen.field;
  const usual = asKnown(seen, expected);
  const away = Math.abs(asKnown(seen, expected + spread) - usual);
  const values = {
    measure: { measure: seen.field },
    value: amountOf(seen, asKnown(seen, seen.value)),
    usual: amountOf(seen, usual),
    spread: seen.field === 'weight' ? { kg: away } : { cm: away },
    ...(because && {
      other: { measure: because.field },
      beside: amountOf(because, asKnown(because, because.value)),
    }),
  };
  const meant = likelyMeant(oddity, mistakes);
  const messageId = because ? 'unusual_beside' : 'unusual';
  if (!meant) return finding({ field, severity: 'question', code: 'unusual', messageId, values });
  return finding({
    field,
    severity: 'question',
    code: meant.code,
    messageId: `${messageId}_in_other_unit`,
    values: { ...values, unit: meant.code, meant: amountOf(seen, meant.value) },
    suggestion: meant.value,
  });
}

/** The value in another unit, when that explains it. */
function likelyMeant(
  { seen, expected, spread }: Oddity,
  mistakes: readonly UnitMistake[],
): { code: 'pounds' | 'kilograms' | UnitMistake['unit']; value: number } | undefined {
  if (seen.field === 'weight') {
    const metric = mistakes.some(({ unit }) => unit === 'inches');
    const kg = seen.value ** 2 * (metric ? 0.45359237 : 1 / 0.45359237);
    const fits = Math.abs(Math.sqrt(kg) - expected) < EXPLAINED * spread;
    return fits ? { code: metric ? 'pounds' : 'kilograms', value: kg } : undefined;
  }
  const mistake = mistakes.find(
    ({ factor }) => Math.abs(seen.value * factor - expected) < EXPLAINED * spread,
  );
  return mistake && { code: mistake.unit, value: seen.value * mistake.factor };
}
