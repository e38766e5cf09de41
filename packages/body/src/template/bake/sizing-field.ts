import { HAND_FORWARD } from './arm.ts';
import type { Vec3 } from './fields.ts';
import { DIGITS, FINGERS } from './hand.ts';
import { HEAD_PLACES } from './head.ts';
import type { ImplicitBody } from './implicit-body.ts';

/** The wanted length of edges at a point, in centimetres. */
export type SizingField = (x: number, y: number, z: number) => number;

const COARSEST = 1.78;
/** How fast edges may grow with distance from a fine place. */
const GRADE = 0.16;

/** Fine where a small triangle is seen: eyes, mouth, nose, ears, fingers, toes, navel, armpit, crotch. */
export function makeSizingField(body: ImplicitBody): SizingField {
  const { at, arm, leg } = body;
  const spots: { at: Vec3; radius: number; size: number }[] = [];
  const add = (at: Vec3, radius: number, size: number): number => spots.push({ at, radius, size });
  const head = ([x, y, z]: Vec3): Vec3 => [x * at.headScale, at.chinY + y * at.headScale, z * at.headScale];
  add(head([3.15, 11.4, 8.6]), 1.8, 0.24);
  add(head(HEAD_PLACES.mouth), 2.3, 0.31);
  add(head(HEAD_PLACES.noseTip), 1.6, 0.36);
  add(head([0, 7, 7]), 5, 0.6);
  add(head([0, 7, 5]), 7.5, 0.95);
  add(head([0, 12, -1]), 10, 1.35);
  add(head([8, 10.5, -0.8]), 2.7, 0.34);
  add(head([0, 0, 3]), 6, 1.15);
  const hand = ([t, s, w]: Vec3): Vec3 =>
    arm.point(
      at.wristT + 0.5 + t * at.handScale,
      s * at.handScale,
      HAND_FORWARD * arm.scale + w * at.handScale,
    );
  for (const finger of FINGERS) {
    const { joints } = DIGITS[finger];
    joints.slice(finger === 'thumb' ? 1 : 0).forEach((joint, i, all) => {
      add(hand(joint), 0.9, i === all.length - 1 ? 0.47 : 0.56);
    });
  }
  add(hand([5, 0, 0]), 4, 0.9);
  for (const x of [-3, -0.7, 1.1, 2.7, 4.1]) {
    add(leg.footPoint(x, 1.3, 19 - Math.max(0, x) * 0.8), 1.2, 0.55);
    add(leg.footPoint(x, 1.3, 16 - Math.max(0, x) * 0.8), 1.2, 0.6);
  }
  add(leg.footPoint(0, 3, 4), 6, 1.2);
  add(leg.footPoint(0, 1, -4), 3, 1);
  add(arm.point(1, -5, 0), 4, 1.15);
  add([4, at.crotch, -2], 6, 1.1);
  add([0.4, at.crotch - 2, 1.5], 2.5, 0.8);
  add([0.4, at.crotch - 2, -4], 2.5, 0.8);
  add([8.5, at.bustY - 1, 13], 5, 1.2);
  add([0, at.navelY, 12], 1.8, 0.7);
  add([0, at.acromionY, 0], 6, 1.25);
  add([9.5, at.kneeY, 5], 5, 1.35);
  return (x, y, z) => {
    let size = COARSEST;
    for (const spot of spots) {
      const dx = x - spot.at[0];
      const dy = y - spot.at[1];
      const dz = z - spot.at[2];
      const away = Math.sqrt(dx * dx + dy * dy + dz * dz) - spot.radius;
      const here = spot.size + (away > 0 ? away * GRADE : 0);
      if (here < size) size = here;
    }
    return size;
  };
}
