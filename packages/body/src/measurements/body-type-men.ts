import type { BodyType } from './body-type.ts';

/**
 * Body types of men: our own rules, by the shoulders, as the rules of women call 85 % of men rectangles. They compare
 * the shoulder breadth over the arms S (bideltoid) with the hip girth H, and chest C and waist W (ISO) with
 * both; cm, taken in this order:
 *
 *   apple              W ≥ max(C, H) − 2.5          the waist is as wide as the widest
 *   inverted_triangle  S/H ≥ 0.52                   broad shoulders over narrow hips
 *   pear               S/H ≤ 0.485                  narrow shoulders over wide hips
 *   hourglass          C−W ≥ 15 and H−W ≥ 12        shoulders and hips in balance, a marked waist
 *   rectangle          all others
 *
 * The two ratios are the upper and lower fifth of the men of ANSUR II, rounded; 15 cm is the "drop six" of
 * tailors. Soldiers are leaner and broader than the public, so the public has fewer inverted triangles.
 */
export const MEN_RULES = { name: 'likeness-shoulder', version: '1' } as const;

/** Measures in cm that the rules of men compare. */
export interface ManGirths {
  chest: number;
  /** ISO 8559-1. */
  waist: number;
  hip: number;
  shoulderWidthBideltoid: number;
}

/** One of our five types for a man. */
export function manType({ chest, waist, hip, shoulderWidthBideltoid }: ManGirths): BodyType {
  const shoulders = shoulderWidthBideltoid / hip;
  if (waist >= Math.max(chest, hip) - 2.5) return 'apple';
  if (shoulders >= 0.52) return 'inverted_triangle';
  if (shoulders <= 0.485) return 'pear';
  if (chest - waist >= 15 && hip - waist >= 12) return 'hourglass';
  return 'rectangle';
}
