export { VisionError, type VisionErrorCode } from './errors.ts';
export { checkPair, checkPhoto, type PhotoToCheck } from './quality/index.ts';
export * from './types.ts';
