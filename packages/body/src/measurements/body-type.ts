import { MEN_RULES, manType } from './body-type-men.ts';
import { WOMEN_RULES, womanType } from './body-type-women.ts';
import type { CompletedBody, PosteriorPart } from './complete.ts';
import type { Sex, TapeKey } from './definitions.ts';
import { cholesky, marginal } from './gaussian.ts';
import { variableIndex } from './population.ts';

export const BODY_TYPES = ['hourglass', 'pear', 'apple', 'rectangle', 'inverted_triangle'] as const;

export type BodyType = (typeof BODY_TYPES)[number];

export interface BodyTypeAnswer {
  /** The most probable type. */
  type: BodyType;
  /** Sums to 1. */
  probabilities: Readonly<Record<BodyType, number>>;
  /** True when the most probable type has less than 70 %: say both names, or none. */
  borderline: boolean;
  /** By whose rules; both sets when the sex is not known. */
  rules: readonly { name: string; version: string }[];
}

const BORDERLINE = 0.7;

/** Points of the low-discrepancy sequence; with 1,024 a probability is good to about 0.005. */
const POINTS = 1024;

const KEYS = {
  female: ['chest', 'waistNatural', 'hip', 'highHip'],
  male: ['chest', 'waist', 'hip', 'shoulderWidthBideltoid'],
} as const satisfies Readonly<Record<Sex, readonly TapeKey[]>>;

/**
 * The probabilities of the five body types, given what is known and how well.
 *
 * A hard class is a poor answer: with tape errors of 1 cm one woman in five changes hers. So the rules are applied
 * to a fixed cloud of points drawn from the joint distribution of the measures they compare (quasi-Monte Carlo,
 * no random numbers, so equal bodies get equal answers), and the shares are returned.
 *
 * @param body the answer of `complete`
 */
export function bodyType(body: Pick<CompletedBody, 'posterior'>): BodyTypeAnswer {
  const shares: Record<BodyType, number> = {
    hourglass: 0,
    pear: 0,
    apple: 0,
    rectangle: 0,
    inverted_triangle: 0,
  };
  for (const part of body.posterior) {
    if (part.weight > 0) addShares(part, shares);
  }
  const type = BODY_TYPES.reduce((best, name) => (shares[name] > shares[best] ? name : best));
  return {
    type,
    probabilities: shares,
    borderline: shares[type] < BORDERLINE,
    rules: body.posterior.map(({ sex }) => (sex === 'female' ? WOMEN_RULES : MEN_RULES)),
  };
}

function addShares({ sex, weight, gaussian }: PosteriorPart, shares: Record<BodyType, number>): void {
  const { mean, covariance } = marginal(gaussian, KEYS[sex].map(variableIndex));
  const factor = cholesky(covariance, 4);
  for (const z of cloud()) {
    const value = (i: number) =>
      (mean[i] ?? 0) + z.slice(0, i + 1).reduce((sum, zk, k) => sum + (factor[i * 4 + k] ?? 0) * zk, 0);
    shares[classify(sex, [value(0), value(1), value(2), value(3)])] += weight / POINTS;
  }
}

/** The type by the plain rules, from values in the order that the rules of that sex compare. */
function classify(sex: Sex, [a, b, c, d]: readonly [number, number, number, number]): BodyType {
  return sex === 'female'
    ? womanType({ chest: a, waistNatural: b, hip: c, highHip: d })
    : manType({ chest: a, waist: b, hip: c, shoulderWidthBideltoid: d });
}

type Point = readonly [number, number, number, number];

let points: readonly Point[] | undefined;

/** Standard normal points in four dimensions: Halton's sequence, two Box–Muller pairs. */
function cloud(): readonly Point[] {
  points ??= Array.from({ length: POINTS }, (_, i): Point => {
    const pair = (a: number, b: number): [number, number] => {
      const radius = Math.sqrt(-2 * Math.log(halton(i + 1, a)));
      const angle = 2 * Math.PI * halton(i + 1, b);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    };
    return [...pair(2, 3), ...pair(5, 7)];
  });
  return points;
}

/** The digits of `index` in `base`, mirrored behind the point. */
function halton(index: number, base: number): number {
  let value = 0;
  let place = 1 / base;
  for (let rest = index; rest > 0; rest = Math.floor(rest / base)) {
    value += (rest % base) * place;
    place /= base;
  }
  return value;
}
