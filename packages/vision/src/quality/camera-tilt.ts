import { type Check, error, radians, warning } from './finding.ts';

/** Pitched by 10° from 2 m a chest is seen 4 % too wide; beyond that what corrects it is less sure than the rest. */
const MOST_PITCH = radians(10);

export const checkCameraTilt: Check = (input) => {
  const { camera } = input;
  if (!camera || Math.abs(camera.pitch) <= MOST_PITCH) return [];
  const messageId = camera.pitch > 0 ? 'camera_looks_down' : 'camera_looks_up';
  return Math.abs(camera.pitch) - camera.pitchSigma > MOST_PITCH
    ? [error(input, 'camera_tilted', messageId)]
    : [warning(input, 'camera_tilted', messageId)];
};
