import { HAND_FORWARD } from './arm.ts';
import type { Vec3 } from './fields.ts';
import { DIGITS, FINGERS, type Finger } from './hand.ts';
import type { ImplicitBody } from './implicit-body.ts';

/** A bone of the middle or of the left side; the right side is its mirror image. */
export interface BoneSketch {
  /** Mixamo name; `Left` is turned into `Right` for the image. */
  name: string;
  parent: string | undefined;
  humanoid: string;
  joint: Vec3;
  /** Where the bone ends: the next joint, or the tip. */
  tail: Vec3;
}

const MIXAMO_FINGER: Record<Finger, string> = {
  thumb: 'Thumb',
  index: 'Index',
  middle: 'Middle',
  ring: 'Ring',
  little: 'Pinky',
};

const PHALANX_NAMES: Record<'thumb' | 'other', readonly [string, string, string]> = {
  thumb: ['Metacarpal', 'Proximal', 'Distal'],
  other: ['Proximal', 'Intermediate', 'Distal'],
};

/** A point of the hand's own frame, in the body. */
export function handPoint(body: ImplicitBody, [t, s, w]: Vec3): Vec3 {
  const k = body.at.handScale;
  return body.arm.point(body.at.wristT + 0.5 + t * k, s * k, HAND_FORWARD * body.arm.scale + w * k);
}

/** The 31 bones of the middle and the left, parents first: 52 with the mirror images. */
export function sketchSkeleton(body: ImplicitBody): BoneSketch[] {
  const { at, arm, leg, torso } = body;
  const Y = torso.levelY;
  const hips: Vec3 = [0, at.hipY + 3, -1];
  const spine: Vec3 = [0, Y(0.34), -2.2];
  const chest: Vec3 = [0, Y(0.56), -3];
  const upper: Vec3 = [0, Y(0.78), -3.8];
  const neck: Vec3 = [0, at.acromionY + 3, -4];
  const head: Vec3 = [0, at.chinY + 4.5 * at.headScale, -1.2];
  const top: Vec3 = [0, at.stature, -1];
  const clavicle: Vec3 = [2.6, at.acromionY - 2.5, -2];
  const elbow = arm.point(at.elbowT, 0, 0);
  const wrist = arm.point(at.wristT, 0, HAND_FORWARD * arm.scale);
  const knuckles = handPoint(body, [9.3, 0, 0]);
  const hip: Vec3 = [at.hipX, at.hipY, -1.2];
  const kneeX = leg.cylinder.section(at.kneeY)[0];
  const knee: Vec3 = [kneeX, at.kneeY, -0.4];
  const ankle: Vec3 = [leg.ankle[0], at.ankleY, at.ankleZ];
  const ball = leg.footPoint(0.2, 1.8, 13.2);
  const toe = leg.footPoint(-0.5, 1.2, 19.5);
  const bones: BoneSketch[] = [
    { name: 'Hips', parent: undefined, humanoid: 'hips', joint: hips, tail: spine },
    { name: 'Spine', parent: 'Hips', humanoid: 'spine', joint: spine, tail: chest },
    { name: 'Spine1', parent: 'Spine', humanoid: 'chest', joint: chest, tail: upper },
    { name: 'Spine2', parent: 'Spine1', humanoid: 'upperChest', joint: upper, tail: neck },
    { name: 'Neck', parent: 'Spine2', humanoid: 'neck', joint: neck, tail: head },
    { name: 'Head', parent: 'Neck', humanoid: 'head', joint: head, tail: top },
    { name: 'LeftShoulder', parent: 'Spine2', humanoid: 'leftShoulder', joint: clavicle, tail: arm.joint },
    { name: 'LeftArm', parent: 'LeftShoulder', humanoid: 'leftUpperArm', joint: arm.joint, tail: elbow },
    { name: 'LeftForeArm', parent: 'LeftArm', humanoid: 'leftLowerArm', joint: elbow, tail: wrist },
    { name: 'LeftHand', parent: 'LeftForeArm', humanoid: 'leftHand', joint: wrist, tail: knuckles },
  ];
  for (const finger of FINGERS) {
    const joints = DIGITS[finger].joints.map((joint) => handPoint(body, joint));
    const label = MIXAMO_FINGER[finger];
    const phalanges = PHALANX_NAMES[finger === 'thumb' ? 'thumb' : 'other'];
    for (let i = 0; i < 3; i++) {
      bones.push({
        name: `LeftHand${label}${i + 1}`,
        parent: i === 0 ? 'LeftHand' : `LeftHand${label}${i}`,
        humanoid: `left${finger[0]!.toUpperCase()}${finger.slice(1)}${phalanges[i]}`,
        joint: joints[i]!,
        tail: joints[i + 1]!,
      });
    }
  }
  bones.push(
    { name: 'LeftUpLeg', parent: 'Hips', humanoid: 'leftUpperLeg', joint: hip, tail: knee },
    { name: 'LeftLeg', parent: 'LeftUpLeg', humanoid: 'leftLowerLeg', joint: knee, tail: ankle },
    { name: 'LeftFoot', parent: 'LeftLeg', humanoid: 'leftFoot', joint: ankle, tail: ball },
    { name: 'LeftToeBase', parent: 'LeftFoot', humanoid: 'leftToes', joint: ball, tail: toe },
  );
  return bones;
}

/** All 52 in the order of the template: a left bone's image follows all of the left. */
export interface BoneSlot {
  name: string;
  parent: number;
  humanoid: string;
  /** Index into the sketches, and whether it is the image. */
  sketch: number;
  image: boolean;
}

export function fullSkeleton(sketches: readonly BoneSketch[]): BoneSlot[] {
  const right = (name: string): string => name.replace('Left', 'Right').replace('left', 'right');
  const left: BoneSlot[] = sketches.map((bone, i) => ({
    name: bone.name,
    parent: sketches.findIndex((other) => other.name === bone.parent),
    humanoid: bone.humanoid,
    sketch: i,
    image: false,
  }));
  const names = left.map((bone) => bone.name);
  const images = left.filter((bone) => bone.name.startsWith('Left'));
  for (const bone of images) names.push(right(bone.name));
  return left.concat(
    images.map((bone) => ({
      name: right(bone.name),
      parent: names.indexOf(right(left[bone.parent]!.name)),
      humanoid: right(bone.humanoid),
      sketch: bone.sketch,
      image: true,
    })),
  );
}

/**
 * Ties a joint to the skin: twelve vertices round it, one in each sector of the plane square to the bone, with
 * the weights nearest to even ones whose mean is exactly the joint. So the joint follows every shape.
 */
export function jointOnSkin(
  bone: BoneSketch,
  positions: Float64Array,
  allowed: (v: number) => boolean,
): { vertex: number; weight: number }[] {
  const middle = bone.joint[0] === 0;
  const axis = [0, 1, 2].map((c) => bone.tail[c]! - bone.joint[c]!);
  const length = Math.hypot(axis[0]!, axis[1]!, axis[2]!);
  const sectors = middle ? 8 : 12;
  const side = Math.abs(axis[0]!) < 0.7 * length ? [1, 0, 0] : [0, 0, 1];
  const along = side.reduce((sum, v, c) => sum + (v * axis[c]!) / length, 0);
  const u = side.map((v, c) => v - (along * axis[c]!) / length);
  const ul = Math.hypot(u[0]!, u[1]!, u[2]!);
  const w = [
    (axis[1]! * u[2]! - axis[2]! * u[1]!) / length,
    (axis[2]! * u[0]! - axis[0]! * u[2]!) / length,
    (axis[0]! * u[1]! - axis[1]! * u[0]!) / length,
  ];
  const best = Array.from({ length: sectors }, () => Number.POSITIVE_INFINITY);
  const chosen = Array.from({ length: sectors }, () => -1);
  for (let v = 0; v < positions.length / 3; v++) {
    if (!allowed(v)) continue;
    const d = [0, 1, 2].map((c) => positions[v * 3 + c]! - bone.joint[c]!);
    const t = (d[0]! * axis[0]! + d[1]! * axis[1]! + d[2]! * axis[2]!) / length;
    const a = (d[0]! * u[0]! + d[1]! * u[1]! + d[2]! * u[2]!) / ul;
    const b = (d[0]! * w[0]! + d[1]! * w[1]! + d[2]! * w[2]!) / ul;
    const angle = (Math.atan2(b, a) / (2 * Math.PI) + 1) % 1;
    const sector = middle
      ? Math.min(sectors - 1, Math.floor((Math.abs(Math.atan2(a, b)) / Math.PI) * sectors))
      : Math.min(sectors - 1, Math.floor(angle * sectors));
    const cost = Math.abs(t) * 3 + Math.hypot(a, b);
    if (cost < best[sector]!) {
      best[sector] = cost;
      chosen[sector] = v;
    }
  }
  const ring = chosen.filter((v) => v >= 0);
  return ring.map((vertex, i) => ({ vertex, weight: evenWeights(ring, positions, bone.joint, middle)[i]! }));
}

/** Least-squares correction of even weights so that sum and mean are exact. */
function evenWeights(ring: readonly number[], p: Float64Array, joint: Vec3, middle: boolean): number[] {
  const n = ring.length;
  const rows = middle ? [1, 2] : [0, 1, 2];
  const constraints = [ring.map(() => 1), ...rows.map((c) => ring.map((v) => p[v * 3 + c]! - joint[c]!))];
  const k = constraints.length;
  const residual = constraints.map((row, i) => (i === 0 ? 1 : 0) - row.reduce((sum, x) => sum + x, 0) / n);
  const matrix = constraints.map((r, i) => [
    ...constraints.map((q) => r.reduce((sum, x, j) => sum + x * q[j]!, 0)),
    residual[i]!,
  ]);
  for (let i = 0; i < k; i++) {
    let pivot = i;
    for (let r = i + 1; r < k; r++) if (Math.abs(matrix[r]![i]!) > Math.abs(matrix[pivot]![i]!)) pivot = r;
    [matrix[i], matrix[pivot]] = [matrix[pivot]!, matrix[i]!];
    for (let r = 0; r < k; r++) {
      if (r === i) continue;
      const f = matrix[r]![i]! / matrix[i]![i]!;
      for (let c = i; c <= k; c++) matrix[r]![c] = matrix[r]![c]! - f * matrix[i]![c]!;
    }
  }
  const lambda = matrix.map((row, i) => row[k]! / row[i]!);
  return ring.map((_, j) => 1 / n + constraints.reduce((sum, row, i) => sum + lambda[i]! * row[j]!, 0));
}
