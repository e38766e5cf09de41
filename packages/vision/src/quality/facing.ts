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
    return [error(input, 'not_facing', 'front_from_behind')];
  }
  if (yaw > MOST_TURN) {
    return [error(input, 'not_facing', 'front_turned')];
  }
  return yaw > SLIGHT_TURN ? [warning(input, 'not_facing', 'front_slightly_turned')] : [];
}

function inProfile(input: PhotoOfSomebody, yaw: number): readonly PhotoFinding[] {
  const off = Math.abs(yaw - Math.PI / 2);
  if (off <= SLIGHTLY_OFF_PROFILE) return [];
  if (off <= MOST_OFF_PROFILE) {
    return [warning(input, 'not_in_profile', 'side_slightly_turned')];
  }
  const seen =
    yaw < MOST_TURN ? 'side_shows_front' : yaw > FROM_BEHIND ? 'side_shows_back' : 'side_not_from_side';
  return [error(input, 'not_in_profile', seen)];
}
