import { type Check, error, radians, warning } from './finding.ts';

/** Pitched by 10° from 2 m a chest is seen 4 % too wide; beyond that what corrects it is less sure than the rest. */
const MOST_PITCH = radians(10);

export const checkCameraTilt: Check = (input) => {
  const { camera } = input;
  if (!camera || Math.abs(camera.pitch) <= MOST_PITCH) return [];
  const sentence = `The camera looks ${camera.pitch > 0 ? 'down' : 'up'} at the person. Hold it upright at the height of the belly button, a few steps away.`;
  return Math.abs(camera.pitch) - camera.pitchSigma > MOST_PITCH
    ? [error(input, 'camera_tilted', sentence)]
    : [warning(input, 'camera_tilted', sentence)];
};
