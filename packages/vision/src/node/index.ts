export type {
  PhotoReader,
  PhotoReaderOptions,
  ReadPhoto,
  ReadRequest,
  ReadResult,
  ReadStep,
} from './photo-reader.ts';
