import {
  bump,
  capsule,
  clamp,
  ellipsoid,
  FAR,
  type Field,
  mix,
  ridge,
  smoothMin,
  smoothstep,
  type Vec3,
} from './fields.ts';
import { type GeneralisedCylinder, generalisedCylinder, type Station } from './generalised-cylinder.ts';
import { type BodyParameters, fatOf } from './parameters.ts';
import type { Proportions } from './proportions.ts';
import { mixedRows, NECK, TORSO } from './stations.ts';

/** Levels of the rings on the torso, 0 at the crotch and 1 at the acromion: [level, spread]. */
const RINGS = [
  ['hip', 0.09, 0.13],
  ['abdomen', 0.34, 0.12],
  ['waist', 0.44, 0.11],
  ['underbust', 0.61, 0.11],
  ['chest', 0.75, 0.15],
] as const;

export interface Torso {
  field: Field;
  neck: Field;
  cylinder: GeneralisedCylinder;
  neckCylinder: GeneralisedCylinder;
  /** Height of a level: 0 crotch, 1 acromion. */
  levelY(level: number): number;
  /** z of the skin in front and behind at a level and x, without breasts and buttocks. */
  frontZ(level: number, x: number): number;
  backZ(level: number, x: number): number;
  breast: { centre: Vec3; radius: number };
}

/** How the cross-section at `t` grows with fat and muscle: half-width, front, back. */
function growth(t: number, p: BodyParameters): [number, number, number] {
  const { heavy, obese, slim } = fatOf(p.weight);
  const s = p.sex;
  const under = 1 / (1 + Math.exp((t - 0.93) / 0.03));
  const hips = bump(t, 0.12, 0.2);
  const breastLevel = bump(t, 0.74, 0.22);
  let width =
    heavy * (mix(3.4, 3.0, s) * bump(t, 0.42, 0.24) + mix(1.5, 2.5, s) * hips + 2.4 * breastLevel) +
    obese * (mix(4.6, 4.2, s) * bump(t, 0.4, 0.24) + mix(3, 3.8, s) * hips + 2.8 * breastLevel);
  let front =
    heavy * (mix(5.6, 4.2, s) * bump(t, 0.4, 0.24) + 1.2 * bump(t, 0.16, 0.14) + 2 * breastLevel) +
    obese * (mix(5.2, 4.6, s) * bump(t, 0.4, 0.24) + 1.4 * bump(t, 0.16, 0.14) + 2.2 * breastLevel);
  let back =
    heavy * (1.5 * bump(t, 0.45, 0.3) + mix(1, 1.3, s) * hips + 2 * breastLevel) +
    obese * (2 * bump(t, 0.45, 0.3) + mix(1.4, 1.8, s) * hips + 2.4 * breastLevel);
  width -= slim * (mix(1.9, 1.7, s) * bump(t, 0.42, 0.26) + 1.2 * hips + 1.4 * breastLevel);
  front -= slim * (mix(2.8, 2.0, s) * bump(t, 0.42, 0.26) + 0.6 * hips + 1.2 * breastLevel);
  back -= slim * (0.7 * bump(t, 0.45, 0.3) + 0.8 * hips + 0.9 * breastLevel);
  const m = p.muscle;
  width += m * (mix(1.5, 0.8, s) * bump(t, 0.78, 0.2) - 0.4 * bump(t, 0.42, 0.15));
  front += m * (0.7 * bump(t, 0.78, 0.15) - 0.5 * bump(t, 0.4, 0.2));
  back += m * 0.7 * bump(t, 0.8, 0.2);
  for (const [ring, level, spread] of RINGS) {
    const g = bump(t, level, spread);
    width += (p.edits[`${ring}Width`] ?? 0) * g;
    const depth = (p.edits[`${ring}Depth`] ?? 0) * g;
    // A belly grows to the front; elsewhere depth is shared.
    const share = ring === 'abdomen' || ring === 'waist' ? 0.7 : 0.5;
    front += depth * share;
    back += depth * (1 - share);
  }
  return [width * under, front * under, back * under];
}

function makeCylinder(p: BodyParameters, at: Proportions): GeneralisedCylinder {
  const rows = mixedRows(TORSO, p.sex).map(([y, half, zFront, zBack, zMid, n]): Station => {
    const [w, f, b] = growth((y! - at.crotch) / (at.acromionY - at.crotch), p);
    const square = clamp(n!, 2, 2.7 - 0.25 * fatOf(p.weight).obese);
    return [y!, 0, zMid!, half! + w, half! + w, zFront! - zMid! + f, zMid! - zBack! + b, square];
  });
  return generalisedCylinder(rows, 3.2);
}

function makeNeck(p: BodyParameters): GeneralisedCylinder {
  const { heavy, obese, slim } = fatOf(p.weight);
  const k = 1 + 0.11 * heavy + 0.12 * obese - 0.06 * slim + 0.07 * p.muscle;
  const width = p.edits.neckWidth ?? 0;
  const depth = (p.edits.neckDepth ?? 0) / 2;
  const rows = mixedRows(NECK, p.sex).map(([y, half, zFront, zBack, zMid]): Station => {
    const w = (half! + width) * k;
    const chin = 0.5 * heavy + 0.9 * obese;
    return [y!, 0, zMid!, w, w, (zFront! - zMid! + depth) * k + chin, (zMid! - zBack! + depth) * k, 2];
  });
  return generalisedCylinder(rows, 2);
}

export function makeTorso(p: BodyParameters, at: Proportions): Torso {
  const s = p.sex;
  const man = 1 - s;
  const size = mix(1, 0.93, s);
  const { heavy, obese, slim, more } = fatOf(p.weight);
  const cylinder = makeCylinder(p, at);
  const neckCylinder = makeNeck(p);
  const neckGirth = 1 + 0.16 * heavy + 0.14 * obese + 0.07 * p.muscle;
  const levelY = (level: number): number => at.crotch + level * (at.acromionY - at.crotch);
  const skinZ = (level: number, x: number, far: number): number => {
    let inside = -3;
    let outside = far;
    for (let i = 0; i < 28; i++) {
      const middle = (inside + outside) / 2;
      if (cylinder.distance(levelY(level), x, middle) < 0) inside = middle;
      else outside = middle;
    }
    return inside;
  };
  const frontZ = (level: number, x: number): number => skinZ(level, x, 50);
  const backZ = (level: number, x: number): number => skinZ(level, x, -50);

  // Axillary folds and the slope of the trapezius.
  const cosA = Math.cos((40 * Math.PI) / 180);
  const shoulder = shoulderOf(p, at);
  const arm = (t: number, out: number, z: number): Vec3 => [
    shoulder[0] + 0.643 * t + cosA * out,
    shoulder[1] - 0.766 * t + 0.643 * out,
    shoulder[2] + z,
  ];
  const foldFront: [Vec3, Vec3] = [
    [10.2 * size + 0.8 * more, levelY(0.86), frontZ(0.86, 10 * size) - 3.3 * size],
    arm(4.5 * size, -1, 1.6 * size),
  ];
  const foldBack: [Vec3, Vec3] = [
    [11.2 * size + 0.8 * more, levelY(0.8), backZ(0.8, 11 * size) + 3.2 * size],
    arm(4.5 * size, -1.2, -1.8 * size),
  ];
  // Fills the hollow under the collar bone, between chest, shoulder and neck.
  const underCollar: [Vec3, Vec3] = [
    [6 * size, levelY(0.9), frontZ(0.9, 6) - 2.6],
    arm(1.5 * size, -0.5, 2.6 * size),
  ];
  const trapezius: [Vec3, Vec3] = [
    [3.2, at.acromionY + mix(5, 3.6, s) + 0.6 * more, -5.2 * size],
    [shoulder[0] - 1.5, shoulder[1] + mix(1.5, 1.3, s), -3.9],
  ];

  // Breast: a tilted drop whose lower half is full and whose upper half runs out towards the shoulder.
  const bust = clamp((s - 0.15) / 0.85, 0, 1);
  const grown = p.edits.breast ?? 0;
  const radius =
    mix(3, 6.2, bust) +
    mix(0.3, 0.9, bust) * heavy +
    mix(0.5, 1.1, bust) * obese -
    0.6 * slim * bust +
    grown * 0.45;
  const sag = 1.0 * heavy + 2.2 * obese + 0.3 * Math.max(0, grown);
  const breastX = mix(7.2, 8.4, s) + 0.8 * heavy + 0.9 * obese;
  const bustLevel = (at.bustY - at.crotch) / (at.acromionY - at.crotch);
  const breastCentre: Vec3 = [
    breastX,
    at.bustY + mix(-0.6, 0.3, s) - sag,
    frontZ(bustLevel, 7.8) - mix(2.4, 1.6, bust) + grown * 0.5 + 0.5 * heavy + 0.5 * obese,
  ];
  const nipple: Vec3 = [breastX + 0.9, breastCentre[1] - 0.5 - 0.25 * sag, breastCentre[2] + radius * 0.92];
  const soften = 3 + 1.3 * more;
  const slopeFrom: Vec3 = [breastX - 0.2, breastCentre[1] + 0.8, breastCentre[2] - 0.3];
  const slopeTo: Vec3 = [breastX + 0.7, breastCentre[1] + 9.5 + sag * 0.6, breastCentre[2] - 3 - 0.9 * more];
  const tail: Vec3 = [breastX + 4.6, breastCentre[1] + 5, breastCentre[2] - 5];
  const breast: Field = (x, y, z) => {
    let f = ellipsoid(x, y, z, breastCentre, [radius * 1.04, radius * 0.96, radius * 0.9]);
    f = smoothMin(f, capsule(x, y, z, slopeFrom, slopeTo, radius * 0.82, radius * 0.26), soften + 1);
    f = smoothMin(f, capsule(x, y, z, breastCentre, tail, radius * 0.62, radius * 0.35), soften);
    return f - 0.16 * ridge(x, y, z, nipple, nipple, 0.75);
  };
  // A man's chest muscle, softening into a fold with weight.
  const pecZ = frontZ(0.8, 7) - 3.3;
  const pecCentre: Vec3 = [
    7.8 * size + 0.5 * more,
    levelY(0.79) - 0.9 * more,
    pecZ + 0.2 * more + 0.25 * p.muscle,
  ];
  const pecRadii: Vec3 = [8.6 * size, 5.9 * size, 3.4 * size * mix(0.8, 1, man)];
  // Buttock.
  const gluteCentre: Vec3 = [
    mix(7.9, 8.2, s) + 0.8 * heavy + 1 * obese,
    at.hipMaxY + mix(0.7, -0.2, s) + 0.4 * heavy + 0.6 * obese + 0.4 * p.muscle,
    backZ(0.12, 7) + mix(5.5, 6.1, s) + 0.7 * heavy + 1 * obese,
  ];
  const gluteGrowth = 1 + 0.1 * heavy + 0.1 * obese - 0.05 * slim + 0.03 * p.muscle;
  const gluteRadii: Vec3 = [
    mix(7.1, 7.5, s) * gluteGrowth,
    mix(8.3, 8.5, s) * (gluteGrowth + 0.06 * more),
    mix(8.5, 9, s) * gluteGrowth,
  ];
  // The apron: below a heavy belly, blended narrowly so that its lower edge keeps a fold.
  const apronY = levelY(0.27) - 1.5 * obese;
  const apronZ = frontZ(0.27, 0);
  const apronCentre: Vec3 = [0, apronY, apronZ - 6.4];
  const apronRadii: Vec3 = [13.5 + 1.6 * obese, 6.5 + 1.3 * obese, 6.4 + 1.1 * obese];
  const apron = heavy * 0.55 + obese * 0.45;

  const field: Field = (x, y, z) => {
    if (y > at.chinY + 4 || y < at.crotch - 14) return FAR;
    let f = cylinder.distance(y, x, z);
    if (f > 16) return f;
    if (x > 3 && y > at.underY - 14) {
      f = smoothMin(
        f,
        capsule(x, y, z, underCollar[0], underCollar[1], 2 * size, 2.6 * size),
        5 + 0.6 * more,
      );
      f = smoothMin(f, capsule(x, y, z, foldFront[0], foldFront[1], 2.7 * size, 2.4 * size), 4.6);
      f = smoothMin(f, capsule(x, y, z, foldBack[0], foldBack[1], 2.4 * size, 2.2 * size), 4.6);
    }
    const slope = mix(2.7, 2.15, s) * neckGirth;
    f = smoothMin(f, capsule(x, y, z, trapezius[0], trapezius[1], slope, mix(2.4, 2.1, s)), 3.8);
    if (z > -9 && y > levelY(0.4)) {
      if (man > 0.02) f = smoothMin(f, ellipsoid(x, y, z, pecCentre, pecRadii), 3.8 + 1.8 * more);
      if (bust > 0.02) {
        let b = breast(x, y, z);
        if (x < 9) b = smoothMin(b, breast(-x, y, z), 1.4);
        f = smoothMin(f, b, mix(3.4, 3.6, bust) + 0.5 * more);
      }
    }
    if (z < 10) {
      let g = ellipsoid(x, y, z, gluteCentre, gluteRadii);
      if (x < 6) g = smoothMin(g, ellipsoid(-x, y, z, gluteCentre, gluteRadii), 0.9);
      f = smoothMin(f, g, 2.8 + 2.6 * more);
    }
    if (apron > 0.01 && z > -8) {
      const a = ellipsoid(x, y, z, apronCentre, apronRadii) + (1 - apron) * 2.6;
      f = smoothMin(f, a, mix(5, 2, smoothstep(apronY + 3, apronY - 4, y)));
    }
    return f;
  };
  const neck: Field = (x, y, z) => neckCylinder.distance(y, x, z);
  return {
    field,
    neck,
    cylinder,
    neckCylinder,
    levelY,
    frontZ,
    backZ,
    breast: { centre: breastCentre, radius },
  };
}

/** The joint of the shoulder: it moves outward with weight, so that the arm leaves the chest free. */
export function shoulderOf(p: BodyParameters, at: Proportions): Vec3 {
  const { heavy, obese, slim } = fatOf(p.weight);
  return [
    at.shoulderX + 1.6 * heavy + 2.1 * obese - 0.7 * slim + 0.5 * p.muscle,
    at.shoulderY + 0.4 * heavy + 0.3 * obese,
    at.shoulderZ,
  ];
}
