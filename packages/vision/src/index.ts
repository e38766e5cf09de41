export { VisionError, type VisionErrorCode } from './errors.ts';
export { LANDMARK, LANDMARK_NAMES, type LandmarkName } from './landmarks.ts';
export { overlaySvg, type SeenInPhoto } from './overlay/overlay-svg.ts';
export { checkPair, checkPhoto, type PhotoToCheck } from './quality/index.ts';
export { PHOTO_SENTENCES, type PhotoMessageId } from './quality/sentences.ts';
export * from './types.ts';
