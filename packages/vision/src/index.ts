export { VisionError, type VisionErrorCode } from './errors.ts';
export * from './types.ts';
