import type { CameraGuess, Outline, Photo, PhotoFinding, PhotoKind, PhotoProblem, Pose } from '../types.ts';
import { PHOTO_SENTENCES, type PhotoMessageId } from './sentences.ts';

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

export function error({ kind }: PhotoToCheck, code: PhotoProblem, messageId: PhotoMessageId): PhotoFinding {
  return { photo: kind, code, severity: 'error', sentence: PHOTO_SENTENCES[messageId], messageId };
}

export function warning({ kind }: PhotoToCheck, code: PhotoProblem, messageId: PhotoMessageId): PhotoFinding {
  return { photo: kind, code, severity: 'warning', sentence: PHOTO_SENTENCES[messageId], messageId };
}

export const radians = (degrees: number): number => (degrees * Math.PI) / 180;
