import { BodyError } from '../errors.ts';
import type { Sex } from '../measurements/definitions.ts';
import type { Gaussian } from '../measurements/gaussian.ts';
import { observeMany, type SeenMany } from '../measurements/observe-many.ts';
import { variableIndex } from '../measurements/population.ts';
import type { PhotoEvidence } from './photo-evidence.ts';
import { PHOTO_FEATURES } from './photo-features.ts';
import { PHOTO_MODEL } from './photo-statistics.ts';
import { MODEL_VARIABLES } from './photo-variables.ts';

const FEATURE_INDEX: ReadonlyMap<string, number> = new Map(PHOTO_FEATURES.map((name, i) => [name, i]));

/**
 * Conditions a population on what photos showed.
 *
 * A breadth is a linear function of the measures (learned from the template's bodies) with an error, and the photo
 * tells it as a share of stature: breadth − share · height = 0 ± error. So an error in a declared height, the camera's
 * and the model's own all come out in the answer.
 * @param gaussian over `POPULATION_VARIABLES`, cm, of the sex
 * @throws {BodyError} `invalid_measurement` on evidence that is none
 */
export function observePhoto(sex: Sex, gaussian: Gaussian, evidence: PhotoEvidence): SeenMany {
  const { features, shares, noise } = evidence;
  const known = features.map((name) => FEATURE_INDEX.get(name) ?? -1);
  const m = features.length;
  const sound =
    m > 0 &&
    !known.includes(-1) &&
    new Set(known).size === m &&
    shares.length === m &&
    shares.every((share) => Number.isFinite(share) && share > 0 && share < 2) &&
    noise.length === m * m &&
    noise.every((value, i) => Number.isFinite(value) && (i % (m + 1) !== 0 || value > 0));
  if (!sound) {
    throw new BodyError('invalid_measurement', 'This photo evidence is of another version.');
  }
  const { mean, level, slopes, rest } = modelOf(sex);
  const n = gaussian.mean.length;
  const rows = new Float64Array(m * n);
  const values = new Float64Array(m);
  const height = variableIndex('height');
  const stature = gaussian.mean[height] as number;
  for (const [k, f] of known.entries()) {
    values[k] = -(level[f] as number);
    for (const [v, name] of MODEL_VARIABLES.entries()) {
      const slope = slopes[f]?.[v] as number;
      rows[k * n + variableIndex(name)] = slope;
      values[k] = (values[k] as number) + slope * (mean[v] as number);
    }
    rows[k * n + height] = (rows[k * n + height] as number) - (shares[k] as number);
  }
  const errors = new Float64Array(m * m);
  for (const [k, f] of known.entries()) {
    for (const [l, g] of known.entries()) {
      const [high, low] = f > g ? [f, g] : [g, f];
      const own = rest[high]?.[low] as number;
      errors[k * m + l] = own + slack(f, g) + (noise[k * m + l] as number) * stature * stature;
    }
  }
  return observeMany(gaussian, { rows, values, noise: errors });
}

interface PhotoModel {
  mean: number[];
  level: number[];
  slopes: number[][];
  rest: number[][];
}

const models = new Map<Sex, PhotoModel>();

function modelOf(sex: Sex): PhotoModel {
  const known = models.get(sex);
  if (known) return known;
  const numbers = (line: string): number[] => line.split(' ').map(Number);
  const { mean, level, slopes, rest } = PHOTO_MODEL[sex];
  const model = {
    mean: numbers(mean),
    level: numbers(level),
    slopes: slopes.map(numbers),
    rest: rest.map(numbers),
  };
  models.set(sex, model);
  return model;
}

/**
 * People are not made of our template: what a row of theirs is off by, cm, alone and together with the other rows of
 * its view and part of the body.
 */
const SLACK = { own: 0.3, shared: 0.4 } as const;

const PARTS = PHOTO_FEATURES.map((name) => name.split('.').slice(0, 2).join('.'));

/** cm² */
function slack(f: number, g: number): number {
  const shared = PARTS[f] === PARTS[g] ? SLACK.shared ** 2 : 0;
  return shared + (f === g ? SLACK.own ** 2 : 0);
}
