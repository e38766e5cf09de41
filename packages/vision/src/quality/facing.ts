import type { PhotoFinding } from '../types.ts';
import { type Check, error, type PhotoOfSomebody, radians, warning } from './finding.ts';
import { yawOf } from './skeleton.ts';

/** A breadth seen from 25° aside is 9 % too narrow, less what the depth adds; the network's own error is about 5°. */
const MOST_TURN = radians(25);
const SLIGHT_TURN = radians(17);
/** Off the profile; there depth hides the turn longer, and the network is less sure. */
const MOST_OFF_PROFILE = radians(32);
const SLIGHTLY_OFF_PROFILE = radians(24);
/** From here on somebody shows their back. */
const FROM_BEHIND = radians(120);

/** Whether the body is turned as the kind of photo asks for. */
export const checkFacing: Check = (input) => {
  const yaw = yawOf(input.pose);
  if (input.kind === 'front') return facing(input, yaw);
  if (input.kind === 'side') return inProfile(input, yaw);
  return [];
};

function facing(input: PhotoOfSomebody, yaw: number): readonly PhotoFinding[] {
  if (yaw > FROM_BEHIND) {
    return [
      error(input, 'not_facing', 'This front photo was taken from behind. Turn round to face the camera.'),
    ];
  }
  if (yaw > MOST_TURN) {
    return [
      error(input, 'not_facing', 'The person is turned away in the front photo. Face the camera squarely.'),
    ];
  }
  return yaw > SLIGHT_TURN
    ? [
        warning(
          input,
          'not_facing',
          'The person is slightly turned away in the front photo. Face the camera squarely.',
        ),
      ]
    : [];
}

function inProfile(input: PhotoOfSomebody, yaw: number): readonly PhotoFinding[] {
  const off = Math.abs(yaw - Math.PI / 2);
  if (off <= SLIGHTLY_OFF_PROFILE) return [];
  if (off <= MOST_OFF_PROFILE) {
    return [
      warning(
        input,
        'not_in_profile',
        'The side photo shows the person slightly turned. Turn exactly sideways.',
      ),
    ];
  }
  const seen =
    yaw < MOST_TURN ? 'shows the front' : yaw > FROM_BEHIND ? 'shows the back' : 'is not taken from the side';
  return [
    error(
      input,
      'not_in_profile',
      `The side photo ${seen}. Turn exactly sideways, so that one shoulder hides the other.`,
    ),
  ];
}
