import type { ExifCamera } from './headers/exif-camera.ts';

interface Size {
  width: number;
  height: number;
}

/** mm, of a film of 36 × 24; the tag is defined by diagonals. */
const FILM_DIAGONAL = 43.27;
/** Part of the ratio of the sides, by which a crop is noticed. */
const SAME_SHAPE = 0.01;

/**
 * The focal length of a picture in its own pixels.
 *
 * @param picture its size as it is now, shrunk or not
 * @param file the size of the file that it was made of
 * @returns undefined when EXIF does not tell, or when the file was cropped since the camera wrote it
 */
export function focalLengthIn(picture: Size, file: Size, camera: ExifCamera): number | undefined {
  const { focalLength35, taken } = camera;
  if (focalLength35 === undefined) return undefined;
  // The camera may have stored it lying.
  const shape = ({ width, height }: Size): number => Math.max(width, height) / Math.min(width, height);
  if (taken && Math.abs(shape(taken) / shape(file) - 1) > SAME_SHAPE) return undefined;
  return (focalLength35 / FILM_DIAGONAL) * Math.hypot(picture.width, picture.height);
}
