import { bump, clamp, ellipsoid, FAR, type Field, mix, smoothMin, type Vec3 } from './fields.ts';
import { type GeneralisedCylinder, generalisedCylinder, type Station } from './generalised-cylinder.ts';
import { makeHand } from './hand.ts';
import { ARM_ANGLE, type BodyParameters, fatOf } from './parameters.ts';
import type { Proportions } from './proportions.ts';
import { ARM, mixedRows } from './stations.ts';
import { shoulderOf } from './torso.ts';

/** Rings along the arm in the man's centimetres from the shoulder joint: [name, place, spread]. */
const RINGS = [
  ['upperArm', 13, 8],
  ['elbow', 29, 5],
  ['forearm', 37, 7],
  ['wrist', 55, 6],
] as const;

export interface Arm {
  field: Field;
  cylinder: GeneralisedCylinder;
  joint: Vec3;
  /** Unit vectors: along the arm, and outward across it. */
  along: Vec3;
  outward: Vec3;
  /** The arm's length against the man's. */
  scale: number;
  /** A point in the arm's frame: t along, s outward, w forward. */
  point(t: number, s: number, w: number): Vec3;
  /** How widely the torso takes the arm up, in centimetres, at a point of the arm's frame. */
  blend(t: number, s: number): number;
}

/** z of the hand's middle above the shoulder joint, in the man's centimetres: arms hang a little forward. */
export const HAND_FORWARD = 2.9;

export function makeArm(p: BodyParameters, at: Proportions): Arm {
  const scale = at.wristT / 55.5;
  const { heavy, obese, slim } = fatOf(p.weight);
  const m = p.muscle;
  const rows = mixedRows(ARM, p.sex).map(([t, out, forward, i, o, f, b]): Station => {
    const u = t! / scale;
    const upper = 0.15 * bump(u, 12, 16) + 0.09 * bump(u, 38, 13) + 0.045;
    const hang = 0.2 * bump(u, 13, 13) + 0.12 * bump(u, 37, 12) + 0.05;
    const k =
      1 +
      heavy * upper +
      obese * hang -
      slim * upper * 0.6 +
      m * (0.12 * bump(u, 11, 10) + 0.08 * bump(u, 36, 8));
    let d = 0;
    for (const [ring, place, spread] of RINGS) d += (p.edits[ring] ?? 0) * bump(u, place, spread);
    // Fat and muscle grow away from the trunk, or the armpit closes.
    const inner = i! * (1 + (k - 1) * 0.7) + d * 0.8;
    const outer = o! * (1 + (k - 1) * 1.2) + d * 1.1;
    return [t!, out!, forward!, inner, outer, f! * k + d, b! * (1 + (k - 1) * 1.15) + d, 2];
  });
  const cylinder = generalisedCylinder(rows, 2.2);
  const joint = shoulderOf(p, at);
  const along: Vec3 = [Math.sin(ARM_ANGLE), -Math.cos(ARM_ANGLE), 0];
  const outward: Vec3 = [Math.cos(ARM_ANGLE), Math.sin(ARM_ANGLE), 0];
  const size = mix(1, 0.93, p.sex);
  const deltoid: Vec3 = [joint[0] + mix(1.8, 1.3, p.sex), joint[1] - 1.3, joint[2]];
  const more = 0.1 * heavy + 0.1 * obese - 0.04 * slim;
  const deltoidRadii: Vec3 = [
    4.7 * size * (1 + more + 0.1 * m),
    5 * size * (1 + more + 0.08 * m),
    5.6 * size * (1 + more + 0.08 * m),
  ];
  const hand = makeHand(p);
  const field: Field = (x, y, z) => {
    if (x < joint[0] - 12) return FAR;
    const px = x - joint[0];
    const py = y - joint[1];
    const t = px * along[0] + py * along[1];
    const s = px * outward[0] + py * outward[1];
    const w = z - joint[2];
    if (t < -16) return FAR;
    let f = t < at.wristT + 8 ? cylinder.distance(t, s, w) : FAR;
    if (t > at.wristT - 8) {
      const k = at.handScale;
      const h = hand((t - at.wristT - 0.5) / k, s / k, (w - HAND_FORWARD * scale) / k);
      f = smoothMin(f, h * k, 1.6);
    }
    if (t < 30) f = smoothMin(f, ellipsoid(x, y, z, deltoid, deltoidRadii), 2.2);
    return f;
  };
  return {
    field,
    cylinder,
    joint,
    along,
    outward,
    scale,
    point: (t, s, w) => [
      joint[0] + along[0] * t + outward[0] * s,
      joint[1] + along[1] * t + outward[1] * s,
      joint[2] + w,
    ],
    blend(t, s) {
      const q = clamp((s + 4) / 7, 0, 1);
      const k = 2.3 + 3.2 * q * q * (3 - 2 * q) + 1.4 * (heavy + obese);
      return t < 25 ? k : Math.max(1, k - (t - 25) * 0.5);
    },
  };
}
