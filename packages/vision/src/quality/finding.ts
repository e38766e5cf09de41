import type { CameraGuess, Outline, Photo, PhotoFinding, PhotoKind, PhotoProblem, Pose } from '../types.ts';

/** A photo with what was made of it so far. */
export interface PhotoToCheck {
  kind: PhotoKind;
  photo: Photo;
  pose: Pose | null;
  outline?: Outline | undefined;
  camera?: CameraGuess | null | undefined;
}

/** A photo in which somebody was found. */
export type PhotoOfSomebody = PhotoToCheck & { pose: Pose };

/** Looks at one thing; gives nothing when it is well. */
export type Check = (input: PhotoOfSomebody) => readonly PhotoFinding[];

export function error({ kind }: PhotoToCheck, code: PhotoProblem, sentence: string): PhotoFinding {
  return { photo: kind, code, severity: 'error', sentence };
}

export function warning({ kind }: PhotoToCheck, code: PhotoProblem, sentence: string): PhotoFinding {
  return { photo: kind, code, severity: 'warning', sentence };
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;
