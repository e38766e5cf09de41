export { createLivePose, type LiveAddresses, type LivePose } from './create-live-pose.ts';
export { LIVE_ADVICE, type LiveAdvice, liveAdvice } from './live-advice.ts';
export type { RuntimeAddress } from './load-litert.ts';
export { type Pixels, photoOfPixels } from './photo-of-pixels.ts';
