import type { BodyTypeAnswer, BuiltBody, ExportedMeasurement, PhotoEvidence, Sex } from '@likeness/body';
import type { PhotoFinding } from '@likeness/vision';
import type { ReadPhoto } from '@likeness/vision/node';
import type { Customization } from './customization.ts';

/** What `avatar.avatars.sealed` holds. */
export interface SealedAvatar {
  customization: Customization;
  /** Counts the changes of the customization: pictures and models are kept under it. */
  look: number;
}

/** A body as a client gave it, in the client's unit. Validated before it is stored. */
export interface GivenBody {
  unit: 'metric' | 'imperial';
  sex?: Sex | undefined;
  age?: number | undefined;
  weight?: unknown;
  measurements: Record<string, unknown>;
  /** What was seen in photos, which what was typed goes before; null until they have been read. */
  photo?: PhotoEvidence | null | undefined;
}

/** What a thread builds a body from. */
export function taskOf({ photo, ...request }: GivenBody): {
  request: Omit<GivenBody, 'photo'>;
  photo?: PhotoEvidence;
} {
  return { request, ...(photo && { photo }) };
}

/** What was found on the finished mesh; centimetres and kilograms. */
export interface Fit {
  closes: boolean;
  kg: number;
  litres: number;
  residuals: { key: string; target: number; cm: number; off: number }[];
  outOfReach: { key: string; target: number; cm: number; off: number; sentence: string }[];
}

type Completed = BuiltBody['completed'];

/** Everything that was worked out of what was given. */
export interface BodyResult {
  sex: Sex;
  sexProbability: Completed['sexProbability'];
  measurements: Completed['measurements'];
  offered: Partial<Completed['offered']>;
  weight: Completed['weight'];
  bodyType: BodyTypeAnswer;
  /** Null until the model has been made. */
  fit: Fit | null;
}

/** What `avatar.measurements.sealed` holds. */
export interface SealedMeasurements {
  given: GivenBody;
  result: BodyResult;
}

/** What `avatar.photos.sealed` holds. */
export interface SealedPhoto {
  /** Pixels of the stored photo. */
  focalLength?: number | undefined;
  findings: readonly PhotoFinding[];
  /** Null until it was read, and when nothing was found in it. */
  seen: ReadPhoto | null;
}

/** A fitted body, as a document keeps it; of earlier versions the head of a sealed `body.bin`, before its positions. */
export interface StoredBody {
  /** Of which template the positions are. */
  template: string;
  sex: Sex;
  measurements: Readonly<Record<string, ExportedMeasurement>>;
  /** xyz of each template vertex, metres. */
  positions: Float32Array;
}

/** What sealed bytes are bound to. */
export const contextOf = {
  avatar: (id: string) => `avatar/${id}`,
  measurements: (id: string) => `measurements/${id}`,
  photo: (id: string) => `photo/${id}`,
  object: (key: string) => `object/${key}`,
  document: (modelId: bigint, part: string) => `document/${modelId}/${part}`,
} as const;
