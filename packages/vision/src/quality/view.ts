import type { PhotoFinding } from '../types.ts';
import { error, type PhotoToCheck, warning } from './finding.ts';

/** Metres from which a whole person can be photographed and still be measured. */
const NEAREST = 1.2;
const FURTHEST = 8;

/**
 * Whether the camera stood where people are photographed from. Elsewhere the file tells of another lens than the
 * picture was taken with, or the picture was cut. That a picture was stretched does not show: the network's metres
 * stretch with it.
 */
export function checkView(input: PhotoToCheck): PhotoFinding[] {
  const { camera } = input;
  if (!camera || (camera.distance >= NEAREST && camera.distance <= FURTHEST)) return [];
  const absurd = !(camera.distance > NEAREST / 2 && camera.distance < 2 * FURTHEST);
  return [
    absurd
      ? error(input, 'camera_too_near_or_far', 'camera_near_or_far')
      : warning(input, 'camera_too_near_or_far', 'camera_near_or_far'),
  ];
}
