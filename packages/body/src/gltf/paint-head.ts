import type { PaintRegions } from './paint-regions.ts';

/** |x|, y above the chin, z before the ear, in centimetres of a man's head 23 high. */
export type HeadPlace = readonly [x: number, y: number, z: number];

/** Centimetres inside each region of the head, negative outside. The places are those of the sculpted face. */
export function headRegions(
  at: HeadPlace,
): Omit<PaintRegions, 'suit'> extends infer Regions ? { [Name in keyof Regions]: number } : never {
  const [, , z] = at;
  if (z < 4.5) return { hair: hairInside(at), brow: -5, lips: -5, eye: -5, iris: -5, lash: -5 };
  return {
    hair: hairInside(at),
    brow: browInside(at),
    lips: lipsInside(at),
    ...eyeInside(at),
  };
}

/** The hairline as heights over the angle round the head, from the forehead to the nape. */
const HAIRLINE: readonly (readonly [angle: number, y: number])[] = [
  [0, 18.1],
  [0.34, 18.5],
  [0.6, 18.2],
  [0.84, 16.5],
  [1, 14],
  [1.1, 11.6],
  [1.22, 9.8],
  [1.4, 9.6],
  [1.62, 9.4],
  [1.85, 7.4],
  [2.2, 4.4],
  [2.6, 3.4],
  [Math.PI, 3.1],
];

function hairInside([x, y, z]: HeadPlace): number {
  const angle = Math.atan2(x, z + 1);
  const line = curve(HAIRLINE, angle);
  const slope = (curve(HAIRLINE, angle + 0.02) - curve(HAIRLINE, angle - 0.02)) / 0.04;
  const above = (y - line) / Math.hypot(1, slope / 7.5);
  // Bare ears, and the skin just round them.
  const [u, w] = [(y - 10.4) / 3.6, (z + 0.75) / 2.35];
  const aroundEar = (Math.hypot(u, w) - 1) * 2.6;
  return x > 5 ? Math.min(above, aroundEar) : above;
}

/** Broad towards the nose, thin towards the temple. */
function browInside([x, y]: HeadPlace): number {
  const along = Math.min(1, Math.max(0, (x - 1.35) / 3.45));
  const middle =
    13.12 + 0.36 * Math.sin(Math.min(1, along / 0.66) * (Math.PI / 2)) - 0.9 * Math.max(0, along - 0.62);
  const end = Math.max(1.35 - x, x - 4.8, 0);
  const half = 0.29 * (1 - along) + 0.12 * along;
  return half - Math.hypot(y - middle, end);
}

function lipsInside([x, y, z]: HeadPlace): number {
  if (z < 6.5) return -5;
  const t = Math.min(1, x / 2.5);
  const upper = 4.97 + 0.62 * (1 - t ** 1.6) - 0.14 * Math.exp(-((x / 0.42) ** 2));
  const lower = 4.97 - 0.86 * Math.sqrt(Math.max(0, 1 - t * t));
  return Math.min(upper - y, y - lower, 2.5 - x);
}

/** The almond between the lids as it is sculpted, the iris in it, and the edge of the upper lid. */
function eyeInside([x, y]: HeadPlace): { eye: number; iris: number; lash: number } {
  const [px, py] = [x - 3.15, y - 11.3];
  const along = Math.min(1, Math.max(-1, px / 1.5));
  const arch = Math.sqrt(Math.max(0, 1 - along * along));
  const line = 0.09 * along;
  const upper = line + 0.5 * arch;
  const lower = line - 0.4 * arch;
  const eye = Math.min(upper - py, py - lower, 1.5 - Math.abs(px));
  return {
    eye,
    iris: Math.min(0.6 - Math.hypot(px + 0.02, py - 0.08), eye),
    lash: Math.min(0.13 - Math.abs(py - upper - 0.06), 1.6 - Math.abs(px)),
  };
}

/** Cosine steps between the points of a table. */
function curve(points: typeof HAIRLINE, at: number): number {
  let i = 0;
  while (i < points.length - 2 && at > (points[i + 1]?.[0] as number)) i++;
  const [x0, y0] = points[i] as readonly [number, number];
  const [x1, y1] = points[i + 1] as readonly [number, number];
  const t = Math.min(1, Math.max(0, (at - x0) / (x1 - x0)));
  return y0 + (y1 - y0) * t;
}
