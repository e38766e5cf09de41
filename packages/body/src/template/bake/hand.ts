import { capsule, ellipsoid, FAR, type Field, mix, smoothMin, type Vec3 } from './fields.ts';
import { generalisedCylinder } from './generalised-cylinder.ts';
import { type BodyParameters, fatOf } from './parameters.ts';

/**
 * The hand in its own frame, in centimetres of a hand 18 long: t from the wrist to the fingertips, s to the
 * back of the hand, w to the thumb's side. Fingers fan out a little and curl a little, as they do at rest; the
 * gaps between them are wider than the grid on which the surface is found, so that no two fuse.
 */
interface Digit {
  /** Where the bones begin, and the tip: four points. */
  joints: readonly [Vec3, Vec3, Vec3, Vec3];
  radii: readonly [number, number, number, number];
}

export const FINGERS = ['thumb', 'index', 'middle', 'ring', 'little'] as const;
export type Finger = (typeof FINGERS)[number];

/** [w and t of the knuckle, length, radius at knuckle and tip, fan in degrees]. */
const KNUCKLES: Record<
  Exclude<Finger, 'thumb'>,
  readonly [number, number, number, number, number, number]
> = {
  index: [3.1, 9.2, 7.2, 0.92, 0.66, 9.5],
  middle: [1.05, 9.6, 8.0, 0.94, 0.68, 2.6],
  ring: [-1.05, 9.3, 7.4, 0.9, 0.65, -4.6],
  little: [-3.0, 8.5, 5.9, 0.8, 0.57, -12.5],
};

const PHALANGES = [0.47, 0.3, 0.23];
const CURL = [0.1, 0.13, 0.1];

function finger(name: Exclude<Finger, 'thumb'>): Digit {
  const [w, t, length, base, tip, fan] = KNUCKLES[name];
  const a = (fan * Math.PI) / 180;
  let bend = 0;
  let at: Vec3 = [t, 0, w];
  const joints: Vec3[] = [at];
  PHALANGES.forEach((share, i) => {
    bend += CURL[i]!;
    const l = length * share;
    at = [
      at[0] + Math.cos(bend) * Math.cos(a) * l,
      at[1] - Math.sin(bend) * l,
      at[2] + Math.cos(bend) * Math.sin(a) * l,
    ];
    joints.push(at);
  });
  return {
    joints: joints as unknown as Digit['joints'],
    radii: [base, base * 0.97, mix(base, tip, 0.45), tip],
  };
}

const THUMB: Digit = {
  joints: [
    [1.6, -0.4, 1.8],
    [4.9, -1.2, 4.3],
    [7.7, -1.7, 5.9],
    [10.2, -1.9, 6.8],
  ],
  radii: [1.5, 1.28, 1.02, 0.76],
};

export const DIGITS: Record<Finger, Digit> = {
  thumb: THUMB,
  index: finger('index'),
  middle: finger('middle'),
  ring: finger('ring'),
  little: finger('little'),
};

const PALM = generalisedCylinder(
  [
    [-2.5, 0, 0, 1.4, 1.4, 2.1, 2.1, 2.1],
    [0, 0, 0, 1.6, 1.55, 2.55, 2.5, 2.2],
    [2.5, -0.05, 0.1, 1.6, 1.4, 3.2, 3.1, 2.3],
    [5, -0.1, 0.1, 1.5, 1.3, 3.75, 3.6, 2.4],
    [7.6, 0, 0.1, 1.3, 1.15, 3.95, 3.7, 2.5],
    [9, 0, 0.1, 1.1, 1, 3.8, 3.4, 2.5],
  ],
  1.2,
);

export function makeHand(p: BodyParameters): Field {
  const { heavy, obese, slim } = fatOf(p.weight);
  const thick = 1 + 0.05 * heavy + 0.05 * obese - 0.03 * slim - 0.05 * p.sex;
  const fingers = (['index', 'middle', 'ring', 'little'] as const).map((name) => DIGITS[name]);
  const heel: Vec3 = [3.2, -1.1, 2.2];
  const heelRadii: Vec3 = [3.2, 1.35, 1.9];
  const edge: Vec3 = [3.8, -0.9, -2.3];
  const edgeRadii: Vec3 = [3.6, 1.25, 1.5];
  return (t, s, w) => {
    if (t < -8 || t > 24 || s * s > 144 || w * w > 220) return FAR;
    let f = PALM.distance(t, s, w) - (thick - 1) * 1.5;
    f = smoothMin(f, ellipsoid(t, s, w, heel, heelRadii), 1.2);
    f = smoothMin(f, ellipsoid(t, s, w, edge, edgeRadii), 1.2);
    let all = FAR;
    for (const { joints, radii } of fingers) {
      // Knuckle: a small rise on the back of the hand.
      let d = ellipsoid(t, s, w, [joints[0][0], 0.35, joints[0][2]], [1.1, 0.85, 0.85]);
      for (let i = 0; i < 3; i++) {
        const one = capsule(t, s, w, joints[i]!, joints[i + 1]!, radii[i]! * thick, radii[i + 1]! * thick);
        d = smoothMin(d, one, 0.12);
      }
      all = smoothMin(all, d, 0.15);
    }
    f = smoothMin(f, all, 0.75);
    let thumb = FAR;
    for (let i = 0; i < 3; i++) {
      const { joints, radii } = THUMB;
      const one = capsule(t, s, w, joints[i]!, joints[i + 1]!, radii[i]! * thick, radii[i + 1]! * thick);
      thumb = smoothMin(thumb, one, 0.2);
    }
    return smoothMin(f, thumb, 1.1);
  };
}
