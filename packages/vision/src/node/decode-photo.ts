import { decodeStill, ImageError } from '@likeness/images';
import { VisionError } from '../errors.ts';
import type { Photo } from '../types.ts';

export interface DecodePhotoOptions {
  /** Pixels of the longer side; larger photos are shrunk. Default 2048. */
  longest?: number | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Decodes a photo to work on: JPEG, PNG, WebP, AVIF or HEIC, turned upright by its EXIF, in sRGB, opaque.
 *
 * The focal length is that of the EXIF's 35 mm equivalent, by the diagonal. It is left out when the picture has
 * another shape than the camera gave it, for then it was cropped.
 *
 * @throws VisionError `invalid_photo`, with an `ImageError` as its cause that says why; the signal's reason
 * @example const photo = await decodePhoto(await readFile('front.jpg'));
 */
export async function decodePhoto(bytes: Uint8Array, options: DecodePhotoOptions = {}): Promise<Photo> {
  const { longest = 2048, signal } = options;
  try {
    return await decodeStill(bytes, { longest, signal });
  } catch (error) {
    if (!(error instanceof ImageError)) throw error;
    throw new VisionError('invalid_photo', error.message, { cause: error });
  }
}
