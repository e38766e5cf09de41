import { SIDES, type Side } from '../landmarks.ts';
import type { PhotoFinding, Pose } from '../types.ts';
import { type Check, error, type PhotoOfSomebody, radians, warning } from './finding.ts';
import { probabilityAt } from './person-mask.ts';
import { distance, landmark, leanOf, middle } from './skeleton.ts';

/** From shoulder to wrist against the vertical. Below it forearm and hip are one outline on most bodies. */
const LEAST_AWAY = radians(9);
/** What we ask for is 25 to 45°. */
const GOOD_AWAY = radians(17);

/** Raised by so much nothing of the arm is beside the trunk. */
const RAISED = radians(50);
/** In the side photo: arms raised or bent forwards lie before chest or belly. Who walks swings them by 25°. */
const MOST_FORWARD = radians(45);
/** Shorter than this share of the trunk an arm points at the camera, and its direction means nothing. */
const SHORT = 0.5;

/** The trunk must have an outline of its own: in front beside the arms, from the side before them. */
export const checkArms: Check = (input) => {
  if (input.kind === 'side') return checkHanging(input);
  if (input.kind !== 'front') return [];
  const away = Math.min(...SIDES.map((side) => awayOf(input.pose, side)));
  const merged = SIDES.some((side) => awayOf(input.pose, side) < RAISED && !hasGap(input.pose, side));
  if (away < LEAST_AWAY || merged) {
    return [error(input, 'arms_not_away', 'arms_against_body')];
  }
  return away < GOOD_AWAY ? [warning(input, 'arms_not_away', 'arms_near_body')] : [];
};

function checkHanging(input: PhotoOfSomebody): readonly PhotoFinding[] {
  const { pose } = input;
  const trunk = distance(middle(pose, 'Shoulder'), middle(pose, 'Hip'));
  const raised = SIDES.some((side) => {
    const [shoulder, wrist] = [landmark(pose, `${side}Shoulder`), landmark(pose, `${side}Wrist`)];
    return distance(shoulder, wrist) > SHORT * trunk && leanOf(shoulder, wrist) > MOST_FORWARD;
  });
  return raised ? [error(input, 'arms_not_away', 'arms_before_body')] : [];
}

/** Negative across the body. */
function awayOf(pose: Pose, side: Side): number {
  const [shoulder, wrist] = [landmark(pose, `${side}Shoulder`), landmark(pose, `${side}Wrist`)];
  const outwards = Math.sign(shoulder.x - middle(pose, 'Shoulder').x);
  return leanOf(shoulder, wrist) * (Math.sign(wrist.x - shoulder.x) === outwards ? 1 : -1);
}

/** Whether the background shows between wrist and trunk, at the wrist's own height or above it on the forearm. */
function hasGap(pose: Pose, side: Side): boolean {
  const [elbow, wrist] = [landmark(pose, `${side}Elbow`), landmark(pose, `${side}Wrist`)];
  const centre = (middle(pose, 'Shoulder').x + middle(pose, 'Hip').x) / 2;
  const { step } = pose.mask;
  for (const t of [0.6, 0.8, 1]) {
    const place = { x: elbow.x + (wrist.x - elbow.x) * t, y: elbow.y + (wrist.y - elbow.y) * t };
    const inwards = Math.sign(centre - place.x) * step;
    for (let x = place.x; Math.abs(centre - x) > step; x += inwards) {
      if (probabilityAt(pose.mask, { x, y: place.y }) < 0.5) return true;
    }
  }
  return false;
}
