import { type PerspectiveCamera, projectionOf, type Vec3 } from '@likeness/body';
import { FILM_DIAGONAL } from '../camera/film.ts';
import type { CameraGuess, Point } from '../types.ts';

/** How somebody holds a phone. The body stands at the origin and the camera looks along −z. */
export interface CameraSettings {
  /** Level distance from the body's axis, metres. */
  distance: number;
  /** Above the floor, metres. */
  height: number;
  /** Radians; looking down is positive. Default 0. */
  pitch?: number | undefined;
  /** As EXIF tells it, millimetres on 36×24 film. Default 26, as most phones have. */
  focalLength35?: number | undefined;
}

export const PHONE_FOCAL_LENGTH_35 = 26;

/** A camera made ready for a picture. */
export interface PhoneCamera {
  width: number;
  height: number;
  /** What a reader of the photo should find. */
  truth: CameraGuess;
  /** Where a place of the room lies in the picture, pixels. Metres; undefined behind the camera. */
  project(place: Vec3): Point | undefined;
  /** The same camera for a part of the picture. */
  part(left: number, top: number, width: number, height: number): PerspectiveCamera;
}

/** @param width of the whole picture, pixels */
export function phoneCamera(settings: CameraSettings, width: number, height: number): PhoneCamera {
  const { distance, pitch = 0, focalLength35 = PHONE_FOCAL_LENGTH_35 } = settings;
  const focalLength = (focalLength35 * Math.hypot(width, height)) / FILM_DIAGONAL;
  const eye: Vec3 = [0, settings.height, distance];
  const target: Vec3 = [0, settings.height - Math.sin(pitch), distance - Math.cos(pitch)];
  const part = (left: number, top: number, wide: number, tall: number): PerspectiveCamera => ({
    kind: 'perspective',
    eye,
    target,
    fieldOfView: 2 * Math.atan(tall / 2 / focalLength),
    axis: [(width / 2 - left) / wide, (height / 2 - top) / tall],
  });
  const projection = projectionOf(part(0, 0, width, height), width, height);
  const out = new Float64Array(3);
  return {
    width,
    height,
    truth: { distance, height: settings.height, pitch, focalLength, pitchSigma: 0 },
    part,
    project([x, y, z]) {
      projection.project(x, y, z, out, 0);
      return Number.isNaN(out[2]) ? undefined : { x: out[0] as number, y: out[1] as number };
    },
  };
}
