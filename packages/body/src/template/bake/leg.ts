import { bump, capsule, FAR, type Field, mix, ridge, smoothMin, smoothstep, type Vec3 } from './fields.ts';
import { type GeneralisedCylinder, generalisedCylinder, type Station } from './generalised-cylinder.ts';
import { type BodyParameters, fatOf } from './parameters.ts';
import type { Proportions } from './proportions.ts';
import { FOOT, LEG, mixedRows } from './stations.ts';

/** Rings on the leg, 0 at the floor and 1 at the crotch: [name, place, spread]. */
const RINGS = [
  ['thigh', 0.96, 0.16],
  ['midThigh', 0.78, 0.12],
  ['knee', 0.58, 0.08],
  ['calf', 0.41, 0.1],
  ['ankle', 0.12, 0.08],
] as const;

/** The foot turns out by ten degrees. */
const FOOT_TURN = (10 * Math.PI) / 180;

export interface Leg {
  field: Field;
  cylinder: GeneralisedCylinder;
  /** A point in the foot's frame (x across, y up, z forward of the ankle, in the man's centimetres). */
  footPoint(x: number, y: number, z: number): Vec3;
  ankle: Vec3;
}

function legStation(row: readonly number[], p: BodyParameters, at: Proportions): Station {
  const [y, cx, cz, inner, outer, front, back] = row as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const { heavy, obese, slim } = fatOf(p.weight);
  const t = y / at.crotch;
  const s = p.sex;
  const thigh = mix(0.13, 0.17, s) * bump(t, 0.98, 0.3) + mix(0.09, 0.11, s) * bump(t, 0.41, 0.14) + 0.035;
  const veryThigh = mix(0.15, 0.2, s) * bump(t, 0.95, 0.28) + 0.1 * bump(t, 0.5, 0.2) + 0.04;
  const k =
    heavy * thigh +
    obese * veryThigh -
    slim * thigh * 0.75 +
    p.muscle * (0.05 * bump(t, 0.8, 0.16) + 0.07 * bump(t, 0.42, 0.1));
  let d = 0;
  for (const [ring, place, spread] of RINGS) d += (p.edits[ring] ?? 0) * bump(t, place, spread);
  // The hip's ring reaches over the top of the leg, which makes the flank there.
  const hip = bump(t, 1.06, 0.1);
  const wide = (p.edits.hipWidth ?? 0) * hip;
  const deep = (p.edits.hipDepth ?? 0) * hip * 0.5;
  const radius = (inner + outer + front + back) / 4;
  const grow = radius * k;
  // Heavy legs stand apart: the thigh grows outward, or its inside would close the crotch.
  const room = 0.65 * smoothstep(0.45, 0.95, t) * Math.max(0, grow);
  const apart = room + 0.5 * heavy + 0.6 * obese;
  return [
    y,
    cx + apart,
    cz,
    inner + grow * 0.9 + d * 0.4,
    outer + grow * 1.2 - room * 0.9 + d * 1.4 + wide,
    front + grow + d + deep,
    back + grow * (1 + 0.2 * bump(t, 0.95, 0.25)) + d + deep,
    2.06,
  ];
}

/** [x, z from, z to, radius at root and tip]: the big toe first. */
const TOES = [
  [-3.35, 13.6, 20.3, 1.32, 1.1],
  [-0.8, 13.9, 20.2, 0.84, 0.7],
  [1.2, 13.4, 19.2, 0.78, 0.66],
  [3.02, 12.6, 17.9, 0.74, 0.63],
  [4.72, 11.5, 16.3, 0.72, 0.63],
] as const;

function makeFoot(p: BodyParameters): Field {
  const { heavy, obese } = fatOf(p.weight);
  const fat = heavy + obese;
  const sole = generalisedCylinder(
    FOOT.map(([t, cx, cy, i, o, u, d]): Station => {
      const wide = 1 + 0.045 * fat;
      return [t!, cx!, cy!, i! * wide, o! * wide, u! * (1 + 0.07 * fat), d!, 2.3];
    }),
    1.6,
  );
  const toes = TOES.map(([x, from, to, root, tip]) => ({
    a: [x * 0.86, root + 0.5, from - 2] as Vec3,
    b: [x, root + 0.25, from + (to - from) * 0.5] as Vec3,
    c: [x + (x < -2 ? 0.3 : 0.05 * x), tip + 0.05, to - tip] as Vec3,
    root,
    tip,
  }));
  return (x, y, z) => {
    if (y > 16 || x * x > 196 || z > 28 || z < -14) return FAR;
    let f = sole.distance(z, x, y);
    let all = FAR;
    for (const { a, b, c, root, tip } of toes) {
      let d = capsule(x, y, z, a, b, root, root * 0.92);
      d = smoothMin(d, capsule(x, y, z, b, c, root * 0.92, tip), 0.35);
      all = smoothMin(all, d, 0.1);
    }
    // The web: toes are free for their last third only.
    all = smoothMin(all, capsule(x, y, z, [-2.6, 1.25, 15.6], [3.9, 1.05, 12.7], 1.05, 0.85), 0.5);
    f = smoothMin(f, all, 0.8);
    f = smoothMin(f, capsule(x, y, z, [-0.6, 5.6, 3], [-1.6, 2.5, 13], 2.3, 1.5), 3);
    const ax = (x + 3.6) / 1.8;
    const ay = (y - 0.6) / 1.7;
    const az = (z - 5.5) / 4;
    f += 0.55 * Math.exp(-(ax * ax + ay * ay + az * az));
    // Heel: rounder behind than a pipe.
    return f - 0.25 * ridge(x, y, z, [0, 1.8, -4.4], [0, 2.2, -4.4], 2.2);
  };
}

export function makeLeg(p: BodyParameters, at: Proportions): Leg {
  const { heavy, obese } = fatOf(p.weight);
  const cylinder = generalisedCylinder(
    mixedRows(LEG, p.sex).map((row) => legStation(row, p, at)),
    2,
  );
  const foot = makeFoot(p);
  const cos = Math.cos(FOOT_TURN);
  const sin = Math.sin(FOOT_TURN);
  const k = at.footScale;
  const ankle: Vec3 = [at.ankleX + 0.5 * heavy + 0.6 * obese, at.ankleY, at.ankleZ];
  const field: Field = (x, y, z) => {
    let f = cylinder.distance(y, x, z);
    if (y < 20) {
      const px = x - ankle[0];
      const pz = z - ankle[2];
      const q = foot((px * cos - pz * sin) / k, y / k, (px * sin + pz * cos) / k);
      f = smoothMin(f, q * k, 1.6);
    }
    return f;
  };
  return {
    field,
    cylinder,
    ankle,
    footPoint: (x, y, z) => [ankle[0] + (x * cos + z * sin) * k, y * k, ankle[2] + (z * cos - x * sin) * k],
  };
}
