import type { KnownBody } from '@likeness/body';
import { VisionError } from '@likeness/vision';
import { createPhotoReader, decodePhoto, type ReadResult } from '@likeness/vision/node';
import { openPhotos, PHOTO_OPTIONS, type PhotoBytes, type PhotoFiles } from './open-photos.ts';
import type { PhotoProgress } from './photo-progress.ts';

/** The options of `likeness body` that are about photos. */
export interface PhotosOptions extends PhotoFiles {
  overlay?: string;
  poseModel: 'lite' | 'full' | 'heavy';
  segmenter: string;
}

export interface SeenPhotos {
  bytes: PhotoBytes;
  result: ReadResult;
}

/** Why photos cannot be read, and whether the fault lies in what was given. */
export interface Unseen {
  sentence: string;
  givenWrong: boolean;
}

/** What is wrong with the options together, as a sentence. */
export function wrongPhotoOptions({ front, side, overlay }: PhotosOptions): string | undefined {
  if (front !== undefined) return undefined;
  if (side !== undefined) return 'A photo from the side needs one from the front, too: --front <file>.';
  return overlay === undefined ? undefined : '--overlay draws on photos: give --front <file>, too.';
}

/** Reads photos in this process with the models of the package: nothing leaves the machine. */
export async function seePhotos(
  options: PhotosOptions,
  { sex, measurements: { height } }: KnownBody,
  progress: PhotoProgress,
): Promise<SeenPhotos | Unseen> {
  const bytes = await openPhotos(options);
  if (typeof bytes === 'string') return { sentence: bytes, givenWrong: true };
  try {
    progress.begin('models');
    const { poseModel: model, segmenter } = options;
    const reader = await createPhotoReader({ model, segmenter });
    try {
      const result = await reader.read({
        photos: bytes,
        height: typeof height === 'number' ? height : height?.cm,
        sex,
        onStep: (step) => progress.begin(step),
      });
      return { bytes, result };
    } finally {
      await reader.close();
    }
  } catch (error) {
    if (!(error instanceof VisionError)) throw error;
    const name = error.code === 'invalid_photo' ? await culprit(bytes, options) : '';
    const givenWrong = error.code === 'invalid_photo' || error.code === 'invalid_model';
    return { sentence: `${name}${error.message}`, givenWrong };
  }
}

/** Which of the photos cannot be decoded: the reader's error does not tell. */
async function culprit(bytes: PhotoBytes, files: PhotoFiles): Promise<string> {
  for (const option of PHOTO_OPTIONS) {
    const own = bytes[option];
    if (own === undefined) continue;
    try {
      await decodePhoto(own, { longest: 64 });
    } catch {
      return `--${option} ${files[option]}: `;
    }
  }
  return '';
}
