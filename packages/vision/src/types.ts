import type { PhotoMessageId } from './quality/sentences.ts';
/** The pictures that a body can be read from. `back` adds nothing yet and is only kept. */
export const PHOTO_KINDS = ['front', 'side', 'back'] as const;
export type PhotoKind = (typeof PHOTO_KINDS)[number];

/** A decoded, upright photo. */
export interface Photo {
  width: number;
  height: number;
  /** sRGB, three bytes a pixel, rows from the top. */
  rgb: Uint8Array;
  /** Pixels of this picture; undefined when the file does not tell (no EXIF, or a picture that was cropped). */
  focalLength?: number | undefined;
}

/** A place in a photo, pixels from the upper left corner; pixel centres lie at .5. */
export interface Point {
  x: number;
  y: number;
}

/** One of MediaPipe's 33 points, in the order of its documentation (0 nose … 32 right foot index). */
export interface Landmark extends Point {
  /** Depth relative to the hips in the same unit as x; smaller is nearer. */
  z: number;
  /** Probability that it can be seen, 0 to 1. */
  visibility: number;
  /** Probability that it lies within the picture, 0 to 1. */
  presence: number;
}

/** Metres from the middle of the hips; x to the right of the picture, y down, z away from the camera. */
export interface WorldPoint {
  x: number;
  y: number;
  z: number;
}

/**
 * Where the person is, softly: a grid laid somewhere over the photo.
 * Grid place (u, v), cell centres at .5, lies at photo place (`left` + u·`step`, `top` + v·`step`).
 */
export interface SoftMask {
  width: number;
  height: number;
  /** Probability that a cell is the person, 0 to 1, rows from the top. */
  probability: Float32Array;
  left: number;
  top: number;
  /** Photo pixels a cell. */
  step: number;
}

/** A person as the pose network sees them. Everything in pixels of the photo. */
export interface Pose {
  /** 0 to 1: whether there is a person at all. */
  score: number;
  landmarks: readonly Landmark[];
  world: readonly WorldPoint[];
  mask: SoftMask;
  /** People besides this one who are at least half as large. */
  others: number;
}

/** Finds the most central person of a photo. */
export interface PoseEngine {
  readonly model: 'lite' | 'full' | 'heavy';
  /** @returns null when there is nobody */
  detect(photo: Photo): Promise<Pose | null>;
  close(): Promise<void>;
}

/** Tells a person from the background. */
export interface Segmenter {
  readonly name: string;
  segment(photo: Photo, pose: Pose): Promise<SoftMask>;
  close(): Promise<void>;
}

/** A closed line round something, x and y in turn, photo pixels; the last point joins the first. */
export type Ring = Float64Array;

/** The person's outline at the photo's own sharpness: outer rings and holes, to be filled by the even-odd rule. */
export interface Outline {
  rings: readonly Ring[];
}

/** Where the camera stood, metres and radians. The body stands upright at the origin, its soles at 0. */
export interface CameraGuess {
  /** Level distance from the body's axis. */
  distance: number;
  /** Above the floor. */
  height: number;
  /** Looking down is positive. */
  pitch: number;
  /** Pixels. */
  focalLength: number;
  /** One standard deviation of `pitch`. */
  pitchSigma: number;
}

export const PHOTO_PROBLEMS = [
  'nobody_found',
  'several_people',
  'body_cut_off',
  'too_small',
  'too_dark',
  'too_bright',
  'blurred',
  'not_upright',
  'seated',
  'not_facing',
  'not_in_profile',
  'arms_not_away',
  'camera_tilted',
  'picture_of_a_picture',
  'same_photo_twice',
  'unlike_each_other',
  'outline_unclear',
  'camera_too_near_or_far',
] as const;
export type PhotoProblem = (typeof PHOTO_PROBLEMS)[number];

/** What is wrong with a photo, and what to do about it. */
export interface PhotoFinding {
  photo: PhotoKind;
  code: PhotoProblem;
  /** An error refuses the photo; a warning widens the answer. */
  severity: 'error' | 'warning';
  /** Says what to do, in plain English. Names no measurement. */
  sentence: string;
  /** Which of `PHOTO_SENTENCES` it is, to say it in another language. */
  messageId: PhotoMessageId;
}
