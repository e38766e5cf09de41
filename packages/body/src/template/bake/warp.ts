import type { Arm } from './arm.ts';
import { HAND_FORWARD } from './arm.ts';
import { smoothstep } from './fields.ts';
import type { GeneralisedCylinder } from './generalised-cylinder.ts';
import type { ImplicitBody } from './implicit-body.ts';
import type { Neighbours } from './mesh.ts';

/** Piecewise linear map of t from one list of knots to another; straight on beyond the ends. */
function mapped(t: number, from: readonly number[], to: readonly number[]): number {
  let i = 0;
  while (i < from.length - 2 && t > from[i + 1]!) i++;
  return to[i]! + ((to[i + 1]! - to[i]!) * (t - from[i]!)) / (from[i + 1]! - from[i]!);
}

/** How much each vertex belongs to the arm: 1 on it, 0 on the trunk, soft between. */
export function armShare(positions: Float64Array, arm: Arm, neighbours: Neighbours): Float64Array {
  const count = positions.length / 3;
  let share = new Float64Array(count);
  for (let v = 0; v < count; v++) {
    const [t, s] = armCoordinates(arm, positions, v);
    if (positions[v * 3]! < arm.joint[0] - 7 || t < -3.5) continue;
    const onLimb = t > 17 && Math.abs(s) < 12;
    const onShoulder = t > 0 && s > -5.7 + Math.max(0, 9 - t) * 0.55;
    share[v] = onLimb || onShoulder ? 1 : 0;
  }
  for (let k = 0; k < 9; k++) share = averaged(share, neighbours, 0.5);
  return share;
}

/** t along and s outward of the arm's frame. */
export function armCoordinates(arm: Arm, p: ArrayLike<number>, v: number): [number, number] {
  const x = p[v * 3]! - arm.joint[0];
  const y = p[v * 3 + 1]! - arm.joint[1];
  return [x * arm.along[0] + y * arm.along[1], x * arm.outward[0] + y * arm.outward[1]];
}

function averaged(
  values: Float64Array,
  { start, list }: Neighbours,
  amount: number,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(values.length);
  for (let v = 0; v < values.length; v++) {
    let sum = 0;
    for (let i = start[v]!; i < start[v + 1]!; i++) sum += values[list[i]!]!;
    out[v] = (1 - amount) * values[v]! + (amount * sum) / (start[v + 1]! - start[v]!);
  }
  return out;
}

const levels = ({ at }: ImplicitBody): number[] => [
  0,
  at.ankleY,
  at.kneeY,
  at.crotch,
  at.navelY,
  at.waistY,
  at.underY,
  at.bustY,
  at.shoulderY,
  at.acromionY,
  at.chinY,
  at.stature,
];

/**
 * Carries vertices from the skin of one body to about where the other's skin is, part by part: heights between
 * the same landmarks, cross-sections in proportion, hand, foot and head scaled as wholes. Projection does the
 * rest. Without this, a projection alone would slide fingers and folds along the skin.
 */
export function warp(
  positions: Float64Array,
  a: ImplicitBody,
  b: ImplicitBody,
  share: Float64Array,
): Float64Array<ArrayBuffer> {
  const out = new Float64Array(positions.length);
  const ya = levels(a);
  const yb = levels(b);
  const ta = [0, a.at.elbowT, a.at.wristT, a.at.wristT + 20 * a.at.handScale];
  const tb = [0, b.at.elbowT, b.at.wristT, b.at.wristT + 20 * b.at.handScale];
  const moved: [number, number] = [0, 0];
  const across = (
    ga: GeneralisedCylinder,
    gb: GeneralisedCylinder,
    t: number,
    t2: number,
    u: number,
    v: number,
  ): void => {
    const p = ga.section(t);
    const q = gb.section(t2);
    const du = u - p[0];
    const dv = v - p[1];
    moved[0] = q[0] + du * (du > 0 ? q[3] / p[3] : q[2] / p[2]);
    moved[1] = q[1] + dv * (dv > 0 ? q[4] / p[4] : q[5] / p[5]);
  };
  for (let i = 0; i < positions.length / 3; i++) {
    const x = positions[i * 3]!;
    const y = positions[i * 3 + 1]!;
    const z = positions[i * 3 + 2]!;
    let y2 = mapped(y, ya, yb);
    across(a.torso.cylinder, b.torso.cylinder, y, y2, x, z);
    let [u, v] = moved;
    const toward = (k: number, p: number, q: number): void => {
      u += (p - u) * k;
      v += (q - v) * k;
    };
    const neck = smoothstep(a.at.acromionY + 1, a.at.acromionY + 6, y);
    if (neck > 0) {
      across(a.torso.neckCylinder, b.torso.neckCylinder, y, y2, x, z);
      toward(neck, moved[0], moved[1]);
    }
    const head = smoothstep(a.at.chinY - 2, a.at.chinY + 3, y);
    if (head > 0) toward(head, (x * b.at.headScale) / a.at.headScale, (z * b.at.headScale) / a.at.headScale);
    const leg = 1 - smoothstep(a.at.crotch - 3, a.at.crotch + 9, y);
    if (leg > 0) {
      across(a.leg.cylinder, b.leg.cylinder, y, y2, x, z);
      const foot = 1 - smoothstep(a.at.ankleY - 1, a.at.ankleY + 5, y);
      const k = b.at.footScale / a.at.footScale;
      const fx = b.leg.ankle[0] + (x - a.leg.ankle[0]) * k;
      const fz = b.leg.ankle[2] + (z - a.leg.ankle[2]) * k;
      toward(leg, moved[0] + (fx - moved[0]) * foot, moved[1] + (fz - moved[1]) * foot);
      const low = 1 - smoothstep(a.at.ankleY * 0.9, a.at.ankleY * 1.6, y);
      y2 += (y * k - y2) * low;
    }
    out[i * 3] = u;
    out[i * 3 + 1] = y2;
    out[i * 3 + 2] = v;
    const w = share[i]!;
    if (w > 1e-3) {
      const [t, s] = armCoordinates(a.arm, positions, i);
      const f = z - a.arm.joint[2];
      const t2 = t < 0 ? (t * b.arm.scale) / a.arm.scale : mapped(t, ta, tb);
      across(a.arm.cylinder, b.arm.cylinder, t, t2, s, f);
      const hand = smoothstep(a.at.wristT - 2, a.at.wristT + 2.5, t);
      const k = b.at.handScale / a.at.handScale;
      const handS = s * k;
      const handF = HAND_FORWARD * b.arm.scale + (f - HAND_FORWARD * a.arm.scale) * k;
      const p = b.arm.point(t2, moved[0] + (handS - moved[0]) * hand, moved[1] + (handF - moved[1]) * hand);
      for (let c = 0; c < 3; c++) out[i * 3 + c]! += (p[c]! - out[i * 3 + c]!) * w;
    }
    if (x === 0) out[i * 3] = 0;
  }
  return out;
}
