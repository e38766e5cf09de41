import { SIDES } from '../landmarks.ts';
import type { PhotoFinding, Point, Pose } from '../types.ts';
import { type Check, error, type PhotoToCheck } from './finding.ts';
import { probabilityAt } from './person-mask.ts';
import { distance, landmark, middle, type PairedName, seen } from './skeleton.ts';

/** The pose network's own threshold lies at 0.5; on people it answers 0.99. */
const LEAST_SCORE = 0.8;
/** Below it a joint was guessed, not seen. */
const LEAST_VISIBILITY = 0.3;
/** Share of the trunk and the limbs that must lie within the mask; people have nearly all of it. */
const LEAST_COVER = 0.7;
/**
 * Lengths in the picture. Adults: thigh ÷ shank 0.9 to 1.2, trunk ÷ leg 0.5 to 0.75 (joint to joint); pitched and near
 * cameras change either by up to a third.
 */
const THIGH_TO_SHANK = { least: 0.45, most: 2 };
const TRUNK_TO_LEG = { least: 0.3, most: 1.2 };

/** Nobody at all. */
export function nobody(input: PhotoToCheck): readonly PhotoFinding[] {
  return [error(input, 'nobody_found', 'nobody')];
}

/** The network also sees people in other things, and makes up legs where a portrait ends: it must be sure. */
export const checkSeen: Check = (input) => {
  const { pose } = input;
  const guessed = (['Shoulder', 'Hip', 'Knee'] as const).every((name) => seen(pose, name) < LEAST_VISIBILITY);
  return pose.score < LEAST_SCORE || guessed ? nobody(input) : [];
};

/** What was taken for a person who stands must be built like one, and be covered by the mask. */
export const checkBuild: Check = ({ pose, ...input }) =>
  coverOf(pose) >= LEAST_COVER && builtLikeAPerson(pose) ? [] : nobody({ ...input, pose });

export const checkAlone: Check = (input) =>
  input.pose.others > 0 ? [error(input, 'several_people', 'several_people')] : [];

/** Of somebody whose trunk is upright; whoever sits is told so by another check. */
function builtLikeAPerson(pose: Pose): boolean {
  const [shoulder, hip, knee, ankle] = (['Shoulder', 'Hip', 'Knee', 'Ankle'] as const).map((name) =>
    middle(pose, name),
  ) as [Point, Point, Point, Point];
  if (landmark(pose, 'nose').y > hip.y) return false;
  const thigh = distance(hip, knee);
  const shank = Math.max(1, distance(knee, ankle));
  const trunk = distance(shoulder, hip);
  const seated = thigh / shank < THIGH_TO_SHANK.least;
  return (
    thigh / shank < THIGH_TO_SHANK.most &&
    trunk / (thigh + shank) > TRUNK_TO_LEG.least &&
    (seated || trunk / (thigh + shank) < TRUNK_TO_LEG.most)
  );
}

const BONES: readonly (readonly [PairedName, PairedName])[] = [
  ['Shoulder', 'Elbow'],
  ['Elbow', 'Wrist'],
  ['Shoulder', 'Hip'],
  ['Hip', 'Knee'],
  ['Knee', 'Ankle'],
];

/** Of points along the bones, the share that lies within the mask. */
function coverOf(pose: Pose): number {
  let [inside, all] = [0, 0];
  for (const side of SIDES) {
    for (const [from, to] of BONES) {
      const [a, b] = [landmark(pose, `${side}${from}`), landmark(pose, `${side}${to}`)];
      for (const t of [0.2, 0.5, 0.8]) {
        all++;
        const place = { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t };
        if (probabilityAt(pose.mask, place) >= 0.5) inside++;
      }
    }
  }
  return inside / all;
}
