import type { BodyType } from './body-type.ts';

/**
 * Body types of women: the rules of FFIT (Female Figure Identification Technique, Lee, Istook, Nam and Park), which
 * compare bust B, natural waist W, hip H and high hip HH in inches, taken in this order. Public copies often drop
 * the parentheses round the two waists of the hourglass, which makes almost everyone with a waist an hourglass.
 *
 *   hourglass          B−H ≤ 1 and H−B < 3.6 and (B−W ≥ 9 or H−W ≥ 10)
 *   bottom hourglass   3.6 ≤ H−B < 10 and H−W ≥ 9 and HH/W < 1.193
 *   top hourglass      1 < B−H < 10 and B−W ≥ 9
 *   spoon              H−B > 2 and H−W ≥ 7 and HH/W ≥ 1.193
 *   triangle           H−B ≥ 3.6 and H−W < 9
 *   inverted triangle  B−H ≥ 3.6 and B−W < 9
 *   rectangle          |H−B| < 3.6 and B−W < 9 and H−W < 10
 *
 * FFIT has no apple. Ours comes first: W ≥ max(B, H) − 1, the waist as wide as the widest. FFIT also leaves gaps
 * where bust and hip differ by 10 inches and more; those go with the wider end, as `beyond`.
 */
export const WOMEN_RULES = { name: 'ffit', version: '1' } as const;

export type WomanFigure =
  | 'apple'
  | 'hourglass'
  | 'bottom_hourglass'
  | 'top_hourglass'
  | 'spoon'
  | 'triangle'
  | 'inverted_triangle'
  | 'rectangle'
  | 'beyond';

/** Girths in cm that the rules of women compare. */
export interface WomanGirths {
  chest: number;
  waistNatural: number;
  hip: number;
  highHip: number;
}

const INCH = 2.54;

/** The figure of a woman by the rules above. */
export function womanFigure({ chest, waistNatural, hip, highHip }: WomanGirths): WomanFigure {
  const hipOverBust = (hip - chest) / INCH;
  const bustOverHip = -hipOverBust;
  const bustOverWaist = (chest - waistNatural) / INCH;
  const hipOverWaist = (hip - waistNatural) / INCH;
  const highHipRatio = highHip / waistNatural;

  if (Math.max(bustOverWaist, hipOverWaist) <= 1) return 'apple';
  if (bustOverHip <= 1 && hipOverBust < 3.6 && (bustOverWaist >= 9 || hipOverWaist >= 10)) return 'hourglass';
  if (hipOverBust >= 3.6 && hipOverBust < 10 && hipOverWaist >= 9 && highHipRatio < 1.193) {
    return 'bottom_hourglass';
  }
  if (bustOverHip > 1 && bustOverHip < 10 && bustOverWaist >= 9) return 'top_hourglass';
  if (hipOverBust > 2 && hipOverWaist >= 7 && highHipRatio >= 1.193) return 'spoon';
  if (hipOverBust >= 3.6 && hipOverWaist < 9) return 'triangle';
  if (bustOverHip >= 3.6 && bustOverWaist < 9) return 'inverted_triangle';
  if (Math.abs(hipOverBust) < 3.6 && bustOverWaist < 9 && hipOverWaist < 10) return 'rectangle';
  return 'beyond';
}

const TYPES: Readonly<Record<Exclude<WomanFigure, 'beyond'>, BodyType>> = {
  apple: 'apple',
  hourglass: 'hourglass',
  top_hourglass: 'hourglass',
  bottom_hourglass: 'pear',
  spoon: 'pear',
  triangle: 'pear',
  inverted_triangle: 'inverted_triangle',
  rectangle: 'rectangle',
};

/** One of our five types for a woman. */
export function womanType(girths: WomanGirths): BodyType {
  const figure = womanFigure(girths);
  if (figure !== 'beyond') return TYPES[figure];
  return girths.hip > girths.chest ? 'pear' : 'inverted_triangle';
}
