import type { MiddleLandmark, PairedLandmark } from '../names.ts';
import { mix, type Vec3 } from './fields.ts';
import type { ImplicitBody } from './implicit-body.ts';
import type { HalfBody } from './shrink-wrap.ts';
import { extreme, type HalfPoint, nearestPoint, onMidline } from './surface-places.ts';
import { armCoordinates } from './warp.ts';

export interface HalfLandmarks {
  middle: Record<MiddleLandmark, HalfPoint>;
  paired: Record<PairedLandmark, HalfPoint>;
}

/** The named points on the mean body of a sex, found where anatomy and ANSUR II put them. */
export function findLandmarks(
  half: HalfBody,
  p: Float64Array,
  body: ImplicitBody,
  armShare: Float64Array,
): HalfLandmarks {
  const { at, arm, leg, torso } = body;
  const front = (y: number): HalfPoint => onMidline(half, p, y, true);
  const back = (y: number): HalfPoint => onMidline(half, p, y, false);
  const near = (place: Vec3): HalfPoint => nearestPoint(half, p, place);
  const Y = (v: number): number => p[v * 3 + 1]!;
  const only = (allowed: boolean, score: number): number => (allowed ? score : Number.NEGATIVE_INFINITY);
  const trunk = (v: number): boolean => armShare[v]! < 0.3;
  const armT = (v: number): number => armCoordinates(arm, p, v)[0];
  const onLeg = (y: number, side: 'front' | 'outside'): HalfPoint => {
    const [cx, cz, , outer, forward] = leg.cylinder.section(y);
    return near(side === 'front' ? [cx, y, cz + forward] : [cx + outer, y, cz]);
  };
  const onArm = (t: number): HalfPoint => {
    const [cs, cw, , outer] = arm.cylinder.section(t);
    return near(arm.point(t, cs + outer, cw));
  };
  /** The skin seen from in front (1) or behind (−1) at x and y. */
  const facing = (x: number, y: number, side: 1 | -1): Vec3 => {
    let z = 40 * side;
    while (body.field(x, y, z) > 0.02) z -= side * Math.max(0.01, body.field(x, y, z) * 0.5);
    return [x, y, z];
  };
  /** The skin on top of the shoulder, x out from the middle. */
  const topAt = (x: number): Vec3 => {
    let y = at.acromionY + 8;
    while (body.field(x, y, -1.5) > 0.05) y -= Math.max(0.02, body.field(x, y, -1.5) * 0.5);
    return [x, y, -1.5];
  };
  const isoWaist = mix(at.navelY, at.waistY + 1.5, mix(0.38, 0.5, body.parameters.sex));
  return {
    middle: {
      vertex: extreme(half, (v) => only(half.onPlane[v]!, Y(v))),
      chin: front(at.chinY + 0.4 * at.headScale),
      neckFront: front(at.neckY),
      neckBack: back(at.neckY + 3),
      c7: back(at.c7Y),
      suprasternale: front(at.acromionY - 0.6),
      chestFront: front(at.bustY),
      chestBack: back(at.bustY),
      underBust: front(at.underY),
      naturalWaist: front(at.waistY + 1.5),
      isoWaist: front(isoWaist),
      navel: front(at.navelY),
      waistBack: back(at.navelY),
      highHip: front(at.hipMaxY + 8.5),
      hipFront: front(at.hipMaxY),
      crotch: extreme(half, (v) => only(half.onPlane[v]! && Y(v) < at.crotch + 8, -Y(v))),
    },
    paired: {
      tragion: near([7.4 * at.headScale, at.chinY + 10 * at.headScale, 1 * at.headScale]),
      acromion: near(topAt(at.acromionX)),
      axilla: near([arm.joint[0] + 0.5, arm.joint[1] - 7.5 * arm.scale, arm.joint[2] + 1]),
      bust: near(facing(torso.breast.centre[0], at.bustY, 1)),
      biceps: onArm(13.5 * arm.scale),
      elbow: near(arm.point(at.elbowT + 0.5, 1.2, -6)),
      forearm: onArm(36 * arm.scale),
      wrist: near(arm.point(at.wristT + 0.2, 4, 2.4)),
      fingertip: extreme(half, (v) => only(armShare[v]! > 0.9, armT(v))),
      buttock: near(facing(8, at.hipMaxY, -1)),
      trochanter: near([at.hipX + 14, at.hipY - 0.9, -1]),
      thigh: onLeg(at.crotch - 2.5, 'front'),
      midThigh: onLeg((at.crotch + at.kneeY) / 2, 'front'),
      knee: onLeg(at.kneeY, 'front'),
      calf: onLeg(at.kneeY * 0.715, 'outside'),
      ankle: onLeg(at.ankleY * 1.75, 'outside'),
      sole: extreme(half, (v) => only(trunk(v) && Math.abs(p[v * 3 + 2]! - leg.ankle[2]) < 2, -Y(v))),
      heel: extreme(half, (v) => only(Y(v) < at.ankleY, -footT(leg, p, v))),
      toe: extreme(half, (v) => only(Y(v) < at.ankleY, footT(leg, p, v))),
    },
  };
}

function footT(leg: ImplicitBody['leg'], p: Float64Array, v: number): number {
  const a = leg.footPoint(0, 0, 0);
  const b = leg.footPoint(0, 0, 1);
  return (p[v * 3]! - a[0]) * (b[0] - a[0]) + (p[v * 3 + 2]! - a[2]) * (b[2] - a[2]);
}
