import type { PhotoEvidence, Sex } from '@likeness/body';
import type { CameraGuess, Landmark, PhotoFinding, PhotoKind, WorldPoint } from '../types.ts';

export interface ReadRequest {
  /** JPEG, PNG, WebP or HEIC; upright or with an EXIF orientation. */
  photos: { front: Uint8Array; side?: Uint8Array | undefined; back?: Uint8Array | undefined };
  /** cm; widens the answer when missing. */
  height?: number | undefined;
  sex?: Sex | undefined;
  /** Pixels of the picture as it is passed, when the file no longer tells. */
  focalLengths?: Partial<Record<PhotoKind, number>> | undefined;
  signal?: AbortSignal | undefined;
  /** Told when a step begins. */
  onStep?: ((step: ReadStep) => void | Promise<void>) | undefined;
}

export type ReadStep = 'background' | 'landmarks' | 'measurements';

/** What was seen in one photo; places in pixels of `width` by `height`. */
export interface ReadPhoto {
  kind: PhotoKind;
  width: number;
  height: number;
  landmarks: readonly Landmark[];
  world: readonly WorldPoint[];
  /** x and y in turn. */
  outline: readonly (readonly number[])[];
  camera: CameraGuess | null;
}

export interface ReadResult {
  /** With an error among them `evidence` is null: the photos are refused. */
  findings: readonly PhotoFinding[];
  /** For `buildBody`. */
  evidence: PhotoEvidence | null;
  photos: readonly ReadPhoto[];
}

/** Reads photos of one person; keeps its models loaded. */
export interface PhotoReader {
  /** @throws VisionError `invalid_photo` when bytes are no picture */
  read(request: ReadRequest): Promise<ReadResult>;
  close(): Promise<void>;
}

export interface PhotoReaderOptions {
  /** Default `full`. */
  model?: 'lite' | 'full' | 'heavy' | undefined;
  /** `mediapipe` (default) or `onnx:/path/to/model.onnx`. */
  segmenter?: string | undefined;
}
