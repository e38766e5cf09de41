import { decode } from './decode.ts';
import { focalLengthIn } from './focal-length.ts';
import { pipeline } from './frames.ts';
import { exifCamera } from './headers/exif-camera.ts';
import type { ImageLimits } from './limits.ts';
import type { ImageInfo } from './types.ts';

export interface RenderPhotoOptions {
  /** Pixels of the longer side at most. */
  longest: number;
  /** 1 to 100; default 95. */
  quality?: number;
  /** As of an upload; default `DEFAULT_LIMITS`. */
  limits?: Partial<ImageLimits>;
}

export interface RenderedPhoto {
  /** A JPEG in sRGB without chroma subsampling, and without any metadata. */
  bytes: Buffer;
  width: number;
  height: number;
  /**
   * Focal length in pixels of this JPEG, from the EXIF of the file; undefined when that does not tell, or when the
   * picture was cropped since: 35 mm film has a diagonal of 43.27 mm, and the tag is defined by diagonals.
   */
  focalLength?: number;
}

/**
 * A photo to measure in: upright, no larger than needed, with nothing of the file but its pixels.
 *
 * @param info from `inspect`; a still picture
 * @throws ImageError damaged_image; what the file system says when the file is gone
 * @example const { bytes } = await renderPhoto(path, await inspect(path), { longest: 2048 });
 */
export async function renderPhoto(
  path: string,
  info: ImageInfo,
  { longest, quality = 95, limits }: RenderPhotoOptions,
  signal?: AbortSignal,
): Promise<RenderedPhoto> {
  const sizes = [{ name: 'photo', box: longest, fit: 'inside' as const }];
  const { frames, full, exif } = await decode(path, info, { sizes, ...(limits && { limits }) }, signal);
  const { data, info: made } = await pipeline(frames)
    .flatten({ background: '#ffffff' })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = made;
  const focalLength = focalLengthIn({ width, height }, full, exifCamera(exif));
  return { bytes: data, width, height, ...(focalLength !== undefined && { focalLength }) };
}
