/** MediaPipe's 33 points of a body and their places in its answer; left and right are the person's own. */
export const LANDMARK = {
  nose: 0,
  leftEyeInner: 1,
  leftEyeMiddle: 2,
  leftEyeOuter: 3,
  rightEyeInner: 4,
  rightEyeMiddle: 5,
  rightEyeOuter: 6,
  leftEar: 7,
  rightEar: 8,
  mouthLeft: 9,
  mouthRight: 10,
  leftShoulder: 11,
  rightShoulder: 12,
  leftElbow: 13,
  rightElbow: 14,
  leftWrist: 15,
  rightWrist: 16,
  leftPinky: 17,
  rightPinky: 18,
  leftIndex: 19,
  rightIndex: 20,
  leftThumb: 21,
  rightThumb: 22,
  leftHip: 23,
  rightHip: 24,
  leftKnee: 25,
  rightKnee: 26,
  leftAnkle: 27,
  rightAnkle: 28,
  leftHeel: 29,
  rightHeel: 30,
  leftFootIndex: 31,
  rightFootIndex: 32,
} as const;

export type LandmarkName = keyof typeof LANDMARK;

/** Their names in words, in their order: `nose`, `left eye inner` … `right foot index`. */
export const LANDMARK_NAMES: readonly string[] = Object.keys(LANDMARK).map((name) =>
  name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
);

export const SIDES = ['left', 'right'] as const;
export type Side = (typeof SIDES)[number];
