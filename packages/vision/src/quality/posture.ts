import { SIDES } from '../landmarks.ts';
import type { Pose } from '../types.ts';
import { type Check, error, radians } from './finding.ts';
import { angleAt, distance, leanOf, middle, seen, worldPoint } from './skeleton.ts';

/** Who stands leans less than 5°; a phone held askew adds some. */
const MOST_LEAN = radians(15);
/** From here on it is the picture that lies, or the person. */
const LYING = radians(60);
/** Of the trunk of somebody who sits. */
const MOST_SEATED_LEAN = radians(40);
/** Of hip, knee and ankle. Standing people are seen with 145 to 178°, who sits on a chair with 90 to 115°. */
const LEAST_KNEE = radians(130);
/** Thigh ÷ shank in the picture: 0.9 to 1.4 standing, below 0.5 where thighs point at the camera. */
const LEAST_THIGH = 0.62;

/** Below it a joint was guessed. */
const LEAST_VISIBILITY = 0.4;

export const checkUpright: Check = (input) => {
  const lean = Math.max(
    leanOf(middle(input.pose, 'Shoulder'), middle(input.pose, 'Ankle')),
    // Bent at the hips, with the feet below the shoulders.
    leanOf(middle(input.pose, 'Shoulder'), middle(input.pose, 'Hip')) - radians(10),
  );
  if (lean < MOST_LEAN) return [];
  return [error(input, 'not_upright', lean > LYING ? 'lying' : 'leaning')];
};

/** Knees mean nothing of somebody who lies, or whose legs are not in the picture and were guessed. */
export const checkStanding: Check = (input) =>
  leanOf(middle(input.pose, 'Shoulder'), middle(input.pose, 'Hip')) < MOST_SEATED_LEAN &&
  middle(input.pose, 'Ankle').y < input.photo.height &&
  seen(input.pose, 'Ankle') > LEAST_VISIBILITY &&
  isSeated(input.pose)
    ? [error(input, 'seated', 'seated')]
    : [];

function isSeated(pose: Pose): boolean {
  const [hip, knee, ankle] = [middle(pose, 'Hip'), middle(pose, 'Knee'), middle(pose, 'Ankle')];
  if (distance(hip, knee) < LEAST_THIGH * distance(knee, ankle)) return true;
  const knees = SIDES.map((side) =>
    angleAt(
      worldPoint(pose, `${side}Hip`),
      worldPoint(pose, `${side}Knee`),
      worldPoint(pose, `${side}Ankle`),
    ),
  );
  return knees.reduce((sum, angle) => sum + angle, 0) / knees.length < LEAST_KNEE;
}
