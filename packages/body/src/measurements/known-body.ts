import { BodyError } from '../errors.ts';
import type { PhotoEvidence } from '../photo/photo-evidence.ts';
import type { Sex } from './definitions.ts';
import { TAPE_DEFINITIONS } from './definitions.ts';
import type { BodyKey } from './population.ts';
import { BODY_KEYS, variableIndex } from './population.ts';

/** Where a number comes from: a tape, the person's own word, a photo, or the statistics. */
export type ValueSource = 'measured' | 'declared' | 'photo' | 'inferred';

type Source = Exclude<ValueSource, 'inferred'>;

export interface GivenValue {
  cm: number;
  /** Standard deviation of its error, cm; by default that of its source. 0 means exact. */
  sigma?: number | undefined;
  /** Default `measured`. */
  source?: Source | undefined;
}

export interface GivenWeight {
  kg: number;
  /** kg; default 0.7 measured (clothes, time of day), 2 declared. */
  sigma?: number | undefined;
  source?: Source | undefined;
}

/** What is known of a person; everything may be missing. A plain number was measured, in cm or kg. */
export interface KnownBody {
  sex?: Sex | undefined;
  /** Years. */
  age?: number | undefined;
  weight?: number | GivenWeight | undefined;
  measurements: Readonly<Partial<Record<BodyKey, number | GivenValue | undefined>>>;
  /** What photos showed; only `complete` takes it into account. */
  photo?: PhotoEvidence | undefined;
}

/** One thing known, in the units of the statistics. */
export interface Observation {
  /** The key of a measurement, `weight` or `age`. */
  field: BodyKey | 'weight' | 'age';
  index: number;
  value: number;
  sigma: number;
}

/** Statements about height are off by 2.3 ± 2.6 (men) and 1.2 ± 2.8 cm (women); the bias is left to the caller. */
const DECLARED_HEIGHT_SIGMA = 2.7;

/** Ages outside the survey's are taken as the nearest age it can speak of. */
const AGE_SPAN = [17, 65] as const;

/** The standard deviation that a value of this source has unless it says otherwise, cm. */
export function defaultSigma(key: BodyKey, source: GivenValue['source'] = 'measured'): number {
  const tape = key in TAPE_DEFINITIONS ? TAPE_DEFINITIONS[key as keyof typeof TAPE_DEFINITIONS].tapeSigma : 1;
  if (source === 'measured') return tape;
  if (source === 'declared') return key === 'height' ? DECLARED_HEIGHT_SIGMA : 2 * tape;
  return 3 * tape;
}

/** A given measurement with its defaults filled in. */
export function givenValue(
  key: BodyKey,
  given: number | GivenValue,
): { cm: number; sigma: number; source: Source } {
  const { cm, sigma, source = 'measured' } = typeof given === 'number' ? { cm: given } : given;
  return { cm, sigma: sigma ?? defaultSigma(key, source), source };
}

/** The given weight with its defaults filled in. */
export function givenWeight(given: number | GivenWeight): { kg: number; sigma: number; source: Source } {
  const { kg, sigma, source = 'measured' } = typeof given === 'number' ? { kg: given } : given;
  return { kg, sigma: sigma ?? (source === 'measured' ? 0.7 : 2), source };
}

/**
 * What is known, as observations in a fixed order, so that the order in which a caller lists values is of no
 * effect.
 * @throws {BodyError} `invalid_measurement` on an unknown key, or on a value or sigma that is not a finite
 *   number (values above 0, sigmas from 0).
 */
export function observations(known: KnownBody): Observation[] {
  const list: Observation[] = [];
  for (const key of Object.keys(known.measurements)) {
    if (!BODY_KEYS.includes(key as BodyKey)) {
      throw new BodyError('invalid_measurement', `There is no measurement "${key}".`);
    }
  }
  if (known.age !== undefined) {
    positive(known.age, 'age');
    const years = Math.min(AGE_SPAN[1], Math.max(AGE_SPAN[0], known.age));
    list.push({ field: 'age', index: variableIndex('logAge'), value: Math.log(years), sigma: 0.5 / years });
  }
  if (known.weight !== undefined) {
    const { kg, sigma } = givenWeight(known.weight);
    positive(kg, 'weight', sigma);
    const root = Math.sqrt(kg);
    list.push({
      field: 'weight',
      index: variableIndex('sqrtWeight'),
      value: root,
      sigma: sigma / (2 * root),
    });
  }
  for (const key of BODY_KEYS) {
    const given = known.measurements[key];
    if (given === undefined) continue;
    const { cm, sigma } = givenValue(key, given);
    positive(cm, key, sigma);
    list.push({ field: key, index: variableIndex(key), value: cm, sigma });
  }
  return list;
}

function positive(value: number, field: string, sigma = 0): void {
  if (Number.isFinite(value) && value > 0 && Number.isFinite(sigma) && sigma >= 0) return;
  throw new BodyError('invalid_measurement', `"${field}" must be a number above 0, with a sigma from 0.`);
}
