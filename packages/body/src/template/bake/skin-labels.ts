import { HAND_FORWARD } from './arm.ts';
import type { Vec3 } from './fields.ts';
import { DIGITS, FINGERS, type Finger } from './hand.ts';
import type { ImplicitBody } from './implicit-body.ts';
import { armCoordinates } from './warp.ts';

const FINGER_BONES: Record<Finger, string> = {
  thumb: 'LeftHandThumb',
  index: 'LeftHandIndex',
  middle: 'LeftHandMiddle',
  ring: 'LeftHandRing',
  little: 'LeftHandPinky',
};

/** Which bone each vertex of the left half belongs to before the borders are softened. */
export function skinLabels(positions: Float64Array, body: ImplicitBody, armShare: Float64Array): string[] {
  const labels: string[] = [];
  for (let v = 0; v < positions.length / 3; v++) {
    labels.push(armShare[v]! > 0.5 ? armLabel(positions, v, body) : trunkLabel(positions, v, body));
  }
  return labels;
}

function armLabel(p: Float64Array, v: number, { at, arm }: ImplicitBody): string {
  const [t, s] = armCoordinates(arm, p, v);
  if (t < at.elbowT) return 'LeftArm';
  if (t < at.wristT) return 'LeftForeArm';
  const k = at.handScale;
  const place: Vec3 = [
    (t - at.wristT - 0.5) / k,
    s / k,
    (p[v * 3 + 2]! - arm.joint[2] - HAND_FORWARD * arm.scale) / k,
  ];
  let nearest = 1;
  let label = 'LeftHand';
  for (const finger of FINGERS) {
    const { joints, radii } = DIGITS[finger];
    for (let i = 0; i < 3; i++) {
      const { distance, along } = toSegment(place, joints[i]!, joints[i + 1]!);
      const relative = distance / (radii[i]! * 1.35);
      // A finger's root lies in the palm: it counts from a little before the knuckle.
      if (relative >= nearest || (i === 0 && along <= (finger === 'thumb' ? 0.25 : 0.02))) continue;
      nearest = relative;
      label = `${FINGER_BONES[finger]}${i + 1}`;
    }
  }
  return label;
}

function toSegment(p: Vec3, a: Vec3, b: Vec3): { distance: number; along: number } {
  const d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]] as const;
  const q = [p[0] - a[0], p[1] - a[1], p[2] - a[2]] as const;
  const raw = (q[0] * d[0] + q[1] * d[1] + q[2] * d[2]) / (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  const h = Math.min(1, Math.max(0, raw));
  return { distance: Math.hypot(q[0] - d[0] * h, q[1] - d[1] * h, q[2] - d[2] * h), along: raw };
}

function trunkLabel(p: Float64Array, v: number, { at, leg, torso }: ImplicitBody): string {
  const x = p[v * 3]!;
  const y = p[v * 3 + 1]!;
  const z = p[v * 3 + 2]!;
  // The groin runs from the crotch up and out; behind, the fold under the buttock is lower.
  const groin = at.crotch + (z > 0 ? 0.72 : 0.42) * x - (z > 0 ? 0 : 1);
  if (y < groin && x > 0.6 && y < at.hipY + 5) {
    if (y > at.kneeY) return 'LeftUpLeg';
    // The instep belongs to the foot.
    if (y > at.ankleY + 0.8 + 0.3 * Math.max(0, z - leg.ankle[2] - 2)) return 'LeftLeg';
    // Across the ball of the foot, obliquely as the toes are.
    const ball = leg.footPoint(0, 0, 13.2)[2] - 0.28 * Math.max(0, x - leg.footPoint(0, 0, 13.2)[0]);
    return z > ball ? 'LeftToeBase' : 'LeftFoot';
  }
  // The jaw belongs to the head; behind, the head begins under the occiput.
  const jaw = at.chinY + 0.8 + Math.max(0, 3.5 - z) * 0.42;
  if (y > jaw) return 'Head';
  const collar = at.acromionY + 2.2 - 0.35 * (z + 3);
  if (y > collar && x < 8.5) return 'Neck';
  if (x > 4.6 && y > at.shoulderY - 5.5) return 'LeftShoulder';
  const level = (y - at.crotch) / (at.acromionY - at.crotch);
  if (y < torso.levelY(0.34)) return 'Hips';
  if (level < 0.56) return 'Spine';
  return level < 0.78 ? 'Spine1' : 'Spine2';
}
