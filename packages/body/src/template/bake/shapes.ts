import {
  LENGTH_SHAPES,
  type LengthShape,
  LOCAL_SHAPES,
  type LocalShape,
  type ShapeName,
  WEIGHT_SHAPES,
} from '../names.ts';
import { smoothstep, type Vec3 } from './fields.ts';
import { type ImplicitBody, makeImplicitBody } from './implicit-body.ts';
import { MEAN_BODY } from './parameters.ts';
import { type HalfBody, settle, shrinkWrap, smoothed } from './shrink-wrap.ts';
import { armCoordinates, warp } from './warp.ts';

/** A shape on the left half: displacements in centimetres for a coefficient of 1. */
export interface HalfShape {
  name: ShapeName;
  min: number;
  max: number;
  displacements: Float64Array;
}

/** How large an edit is made to find its direction: large against rounding, small against curvature. */
const EDITS: Record<Exclude<LocalShape, 'muscle'>, readonly [edit: number, min: number, max: number]> = {
  chestWidth: [1.2, -4, 4],
  chestDepth: [1.6, -6, 7],
  breast: [1.2, -4, 6],
  underbustWidth: [1.2, -4, 4],
  underbustDepth: [1.6, -6, 8],
  waistWidth: [1.5, -5, 7],
  waistDepth: [2, -7, 9],
  abdomenWidth: [1.5, -5, 7],
  abdomenDepth: [2, -6, 10],
  hipWidth: [1.2, -5, 6],
  hipDepth: [1.6, -6, 8],
  neckWidth: [0.6, -2, 2.5],
  neckDepth: [0.8, -3, 4],
  upperArm: [0.6, -1.8, 2.2],
  elbow: [0.4, -1.2, 1.5],
  forearm: [0.5, -1.5, 2],
  wrist: [0.3, -0.7, 0.9],
  thigh: [0.9, -2.5, 3],
  midThigh: [0.8, -3, 4],
  knee: [0.5, -1.5, 2.5],
  calf: [0.6, -2, 3],
  ankle: [0.35, -1, 1.5],
};

/** Where hip and thigh run into each other, an edit of one alone would leave a step: these fade out further. */
const SOFTENING: Partial<Record<LocalShape, number>> = {
  thigh: 60,
  midThigh: 40,
  hipWidth: 50,
  hipDepth: 40,
};

const LENGTHS: Record<LengthShape, readonly [min: number, max: number]> = {
  scale: [-22, 25],
  legLength: [-15, 15],
  torsoLength: [-10, 10],
  neckLength: [-3, 4],
  upperArmLength: [-6, 6],
  forearmLength: [-6, 6],
  shoulderWidth: [-8, 10],
  headSize: [-3, 3],
  handSize: [-4, 4],
  footSize: [-6, 6],
};

/** Steps from shape to shape, each wrapped from the one before: large jumps would fold. */
const WEIGHT_STEPS = [0.25, 0.5, 0.75, 1, 1.2, 1.4, 1.6, 1.8, 2];

export function makeShapes(
  half: HalfBody,
  base: Float64Array,
  body: ImplicitBody,
  share: Float64Array,
): HalfShape[] {
  const sex = body.parameters.sex;
  const difference = (p: Float64Array, from: Float64Array, k = 1): Float64Array =>
    Float64Array.from(p, (value, i) => (value - from[i]!) * k);
  const wrapped = (from: Float64Array, a: ImplicitBody, b: ImplicitBody): Float64Array<ArrayBuffer> =>
    shrinkWrap(half, b.field, warp(from, a, b, share));
  const shapes: HalfShape[] = [];

  const slim = makeImplicitBody({ ...MEAN_BODY, sex, weight: -1 });
  shapes.push({
    name: WEIGHT_SHAPES[0],
    min: 0,
    max: 1.2,
    displacements: difference(wrapped(base, body, slim), base),
  });
  let skin = Float64Array.from(base);
  let before = body;
  let heavy = skin;
  for (const weight of WEIGHT_STEPS) {
    const next = makeImplicitBody({ ...MEAN_BODY, sex, weight });
    skin = wrapped(skin, before, next);
    before = next;
    if (weight === 1) heavy = skin;
  }
  shapes.push({ name: 'heavy', min: 0, max: 1, displacements: difference(heavy, base) });
  shapes.push({ name: 'obese', min: 0, max: 1.15, displacements: difference(skin, heavy) });

  for (const name of LENGTH_SHAPES) {
    const [min, max] = LENGTHS[name];
    shapes.push({ name, min, max, displacements: lengthShape(name, base, body, share) });
  }
  for (const name of LOCAL_SHAPES) {
    if (name === 'muscle') {
      const strong = makeImplicitBody({ ...MEAN_BODY, sex, muscle: 1 });
      shapes.push({ name, min: -1, max: 1.3, displacements: difference(wrapped(base, body, strong), base) });
      continue;
    }
    const [edit, min, max] = EDITS[name];
    const edited = makeImplicitBody({ ...MEAN_BODY, sex, edits: { [name]: edit } });
    const sharp = difference(settle(half, edited.field, base), base, 1 / edit);
    const displacements = softened(half, sharp, SOFTENING[name]);
    if (name === 'chestWidth') makeRoomForChest(displacements, base, body, share);
    shapes.push({ name, min, max, displacements });
  }
  return shapes;
}

/**
 * Evens out the displacements of neighbours: in armpit, groin and navel a small edit turns the skin, and what is
 * a turn for a small coefficient is a fold through itself for a large one.
 */
function softened(half: HalfBody, displacements: Float64Array, times = 12): Float64Array {
  const soft = smoothed(displacements, half.neighbours, times);
  half.onPlane.forEach((on, v) => {
    if (on) soft[v * 3] = 0;
  });
  return soft;
}

/** A wider chest pushes the arms out, or it would grow into the armpits. */
function makeRoomForChest(
  d: Float64Array,
  base: Float64Array,
  body: ImplicitBody,
  share: Float64Array,
): void {
  const apart = lengthShape('shoulderWidth', base, body, share);
  for (let v = 0; v < share.length; v++) d[v * 3]! += 1.6 * share[v]! * apart[v * 3]!;
}

/** 0 below `from`, growing by 1 a centimetre up to `to`, constant above. */
const grown = (y: number, from: number, to: number): number => Math.min(to - from, Math.max(0, y - from));

/** Lengths are exact by construction: parts are moved and stretched, not wrapped. */
function lengthShape(
  name: LengthShape,
  p: Float64Array,
  body: ImplicitBody,
  share: Float64Array,
): Float64Array {
  const { at, arm, leg } = body;
  const collar = at.acromionY + 1;
  const headTop = at.stature - at.chinY;
  /** Heights of the arm go with the shoulder. */
  const raise = (v: number, rise: (y: number) => number): Vec3 => {
    const w = share[v]!;
    return [0, (1 - w) * rise(p[v * 3 + 1]!) + w * rise(arm.joint[1]), 0];
  };
  const alongArm = (v: number, from: number, to: number): Vec3 => {
    const k = (share[v]! * grown(armCoordinates(arm, p, v)[0], from, to)) / (to - from);
    return [arm.along[0] * k, arm.along[1] * k, 0];
  };
  const rule = (v: number): Vec3 => {
    const x = p[v * 3]!;
    const y = p[v * 3 + 1]!;
    const z = p[v * 3 + 2]!;
    switch (name) {
      case 'scale':
        return [x / 100, y / 100, z / 100];
      case 'legLength':
        return raise(v, (h) => grown(h, at.ankleY, at.crotch) / (at.crotch - at.ankleY));
      case 'torsoLength':
        return raise(v, (h) => grown(h, at.crotch, at.acromionY + 2) / (at.acromionY + 2 - at.crotch));
      case 'neckLength':
        return [0, ((1 - share[v]!) * grown(y, collar, at.chinY)) / (at.chinY - collar), 0];
      case 'upperArmLength':
        return alongArm(v, 3, at.elbowT);
      case 'forearmLength':
        return alongArm(v, at.elbowT, at.wristT);
      case 'shoulderWidth': {
        const torso =
          smoothstep(3, arm.joint[0], x) *
          smoothstep(at.underY, at.shoulderY - 2, y) *
          (1 - smoothstep(at.acromionY + 2, at.chinY, y));
        return [(share[v]! + (1 - share[v]!) * torso) / 2, 0, 0];
      }
      case 'headSize': {
        const k = smoothstep(at.chinY - 5, at.chinY + 3, y - (3 - Math.max(0, z)) * 0.3) / headTop;
        return [x * k, (y - at.chinY) * k, z * k];
      }
      case 'handSize': {
        const [t, s] = armCoordinates(arm, p, v);
        const k = (share[v]! * smoothstep(at.wristT - 2, at.wristT + 3, t)) / (17.8 * at.handScale);
        const f = z - arm.joint[2] - 2.9 * arm.scale;
        const u = t - at.wristT;
        return [
          (arm.along[0] * u + arm.outward[0] * s) * k,
          (arm.along[1] * u + arm.outward[1] * s) * k,
          f * k,
        ];
      }
      case 'footSize': {
        const k = (1 - smoothstep(at.ankleY * 0.6, at.ankleY * 1.9, y)) / (25.7 * at.footScale);
        return [(x - leg.ankle[0]) * k, 0, (z - leg.ankle[2]) * k];
      }
    }
  };
  const out = new Float64Array(p.length);
  for (let v = 0; v < p.length / 3; v++) out.set(rule(v), v * 3);
  return out;
}
