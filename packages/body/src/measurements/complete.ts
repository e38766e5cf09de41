import { observePhoto } from '../photo/observe-photo.ts';
import type { PhotoEvidence } from '../photo/photo-evidence.ts';
import type { MeasurementKey, OfferedKey, Sex } from './definitions.ts';
import { MEASUREMENT_KEYS, OFFERED_KEYS, TAPE_DEFINITIONS } from './definitions.ts';
import type { Gaussian } from './gaussian.ts';
import { observe } from './gaussian.ts';
import type { KnownBody, ValueSource } from './known-body.ts';
import { givenValue, givenWeight, observations } from './known-body.ts';
import type { MixturePart } from './normal.ts';
import { mixtureMoments, mixtureQuantile, NORMAL_90 } from './normal.ts';
import type { BodyKey } from './population.ts';
import { population, variableIndex } from './population.ts';
import { spreadByBuild } from './spread.ts';

/** A value with its uncertainty, cm. The true value lies in [low90, high90] with 90 % probability. */
export interface Estimate {
  cm: number;
  sigma: number;
  low90: number;
  high90: number;
}

export interface CompletedValue extends Estimate {
  definition: string;
  source: ValueSource;
}

export interface CompletedWeight {
  kg: number;
  sigma: number;
  low90: number;
  high90: number;
  source: ValueSource;
}

/** The population of one sex, conditioned on what is known, and the probability that the person belongs to it. */
export interface PosteriorPart {
  sex: Sex;
  weight: number;
  gaussian: Gaussian;
}

export interface CompletedBody {
  /** 1 and 0 when the sex was given; otherwise how well what is known fits either. */
  sexProbability: Readonly<Record<Sex, number>>;
  measurements: Readonly<Record<MeasurementKey, CompletedValue>>;
  offered: Readonly<Record<OfferedKey, CompletedValue>>;
  weight: CompletedWeight;
  /** The joint distribution over `POPULATION_VARIABLES`, for fitting and for body types; wider for heavy builds. */
  posterior: readonly PosteriorPart[];
}

/**
 * Completes a body: from any subset of measurements, each with its own error, to all of them.
 *
 * The population of adults (multivariate normal per sex) is conditioned on every given value; an error in one, such
 * as a declared height, so widens everything that hangs on it. Measured and declared values come back as they were
 * given, with the sigma of their source; what a photo saw, or nobody gave, is the posterior's, spread as people of
 * that build differ. Without a sex the answer is the mixture of both, honestly wide.
 *
 * @param known lengths in cm, weight in kg, age in years; validate first, this function only infers
 * @throws {BodyError} `invalid_measurement` on unknown keys and on values that are not finite and above 0
 * @example complete({ sex: 'female', measurements: { height: 168, waist: 74 } }).measurements.hip.cm
 */
export function complete(known: KnownBody): CompletedBody {
  const observed = new Set(observations(known).map(({ index }) => index));
  const before = condition(known).map((part) => ({
    ...part,
    gaussian: spreadByBuild(part.sex, part.gaussian, observed),
  }));
  const posterior = known.photo ? seeing(before, known.photo) : before;
  const told = (key: MeasurementKey | OfferedKey): boolean =>
    known.photo !== undefined && estimate(posterior, key).sigma < TOLD * estimate(before, key).sigma;
  const tape = <K extends MeasurementKey | OfferedKey>(keys: readonly K[]) =>
    Object.fromEntries(keys.map((key) => [key, completedValue(known, posterior, key, told(key))])) as Record<
      K,
      CompletedValue
    >;
  const probability = (sex: Sex) => posterior.find((part) => part.sex === sex)?.weight ?? 0;
  return {
    sexProbability: { female: probability('female'), male: probability('male') },
    measurements: tape(MEASUREMENT_KEYS),
    offered: tape(OFFERED_KEYS),
    weight: completedWeight(known, posterior),
    posterior,
  };
}

/**
 * The conditioned population of each sex that the person may have, with its probability: the plain conditional
 * normal, before its spread is adapted to the build.
 * @throws {BodyError} `invalid_measurement`, see {@link complete}
 */
export function condition(known: KnownBody): PosteriorPart[] {
  const seen = observations(known);
  const sexes: readonly Sex[] = known.sex ? [known.sex] : ['female', 'male'];
  const parts = sexes.map((sex) => {
    let gaussian = population(sex);
    let logLikelihood = 0;
    for (const { index, value, sigma } of seen) {
      const next = observe(gaussian, index, value, sigma);
      gaussian = next.gaussian;
      logLikelihood += next.logLikelihood;
    }
    return { sex, gaussian, logLikelihood };
  });
  const best = Math.max(...parts.map((part) => part.logLikelihood));
  const odds = parts.map((part) => Math.exp(part.logLikelihood - best));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return parts.map(({ sex, gaussian }, i) => ({ sex, gaussian, weight: (odds[i] ?? 0) / total }));
}

/** A measure whose doubt photos took by this much or more comes from them. */
const TOLD = 0.85;

/** Conditions each sex on the photos, and weighs the sexes anew by how well they explain them. */
function seeing(parts: readonly PosteriorPart[], photo: PhotoEvidence): PosteriorPart[] {
  const seen = parts.map((part) => ({ ...part, ...observePhoto(part.sex, part.gaussian, photo) }));
  const best = Math.max(...seen.map(({ logLikelihood }) => logLikelihood));
  const odds = seen.map(({ weight, logLikelihood }) => weight * Math.exp(logLikelihood - best));
  const total = odds.reduce((sum, value) => sum + value, 0);
  return seen.map(({ sex, gaussian }, i) => ({ sex, gaussian, weight: (odds[i] ?? 0) / total }));
}

/** What a posterior says about one measure, given or not, auxiliary ones included. */
export function estimate(posterior: readonly PosteriorPart[], key: BodyKey): Estimate {
  const parts = mixtureOf(posterior, variableIndex(key));
  const { mean, sigma } = mixtureMoments(parts);
  return { cm: mean, sigma, low90: mixtureQuantile(parts, 0.05), high90: mixtureQuantile(parts, 0.95) };
}

function mixtureOf(posterior: readonly PosteriorPart[], index: number): MixturePart[] {
  return posterior.map(({ weight, gaussian }) => ({
    weight,
    mean: gaussian.mean[index] ?? 0,
    sigma: Math.sqrt(Math.max(0, gaussian.covariance[index * gaussian.mean.length + index] ?? 0)),
  }));
}

function completedValue(
  known: KnownBody,
  posterior: readonly PosteriorPart[],
  key: MeasurementKey | OfferedKey,
  told: boolean,
): CompletedValue {
  const { definition } = TAPE_DEFINITIONS[key];
  const given = known.measurements[key];
  if (given === undefined) {
    return { ...estimate(posterior, key), definition, source: told ? 'photo' : 'inferred' };
  }
  const { cm, sigma, source } = givenValue(key, given);
  if (source === 'photo') return { ...estimate(posterior, key), definition, source };
  return { cm, sigma, low90: cm - NORMAL_90 * sigma, high90: cm + NORMAL_90 * sigma, definition, source };
}

/** The median and the interval are carried over from the square root; sigma by its slope. */
function completedWeight(known: KnownBody, posterior: readonly PosteriorPart[]): CompletedWeight {
  if (known.weight !== undefined) {
    const { kg, sigma, source } = givenWeight(known.weight);
    return { kg, sigma, low90: kg - NORMAL_90 * sigma, high90: kg + NORMAL_90 * sigma, source };
  }
  const parts = mixtureOf(posterior, variableIndex('sqrtWeight'));
  const { mean, sigma } = mixtureMoments(parts);
  const kg = (root: number) => Math.max(0, root) ** 2;
  return {
    kg: kg(mean),
    sigma: 2 * mean * sigma,
    low90: kg(mixtureQuantile(parts, 0.05)),
    high90: kg(mixtureQuantile(parts, 0.95)),
    source: 'inferred',
  };
}
