export { createPhotoReader } from './create-photo-reader.ts';
export { createPoseEngine, type PoseEngineOptions } from './create-pose-engine.ts';
export { createOnnxSegmenter, createSegmenter } from './create-segmenter.ts';
export { type DecodePhotoOptions, decodePhoto } from './decode-photo.ts';
export type {
  PhotoReader,
  PhotoReaderOptions,
  ReadPhoto,
  ReadRequest,
  ReadResult,
  ReadStep,
} from './photo-reader.ts';
