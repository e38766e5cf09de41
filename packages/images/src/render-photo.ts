import sharp from 'sharp';
import { decode } from './decode.ts';
import { pipeline } from './frames.ts';
import { type ExifCamera, exifCamera } from './headers/exif-camera.ts';
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

const FILM_DIAGONAL = 43.27;
/** Of the ratio of sides, by which a crop is noticed. */
const SAME_SHAPE = 0.01;

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
  const camera = await readCamera(path);
  const { frames } = await decode(path, info, { sizes, ...(limits && { limits }) }, signal);
  const { data, info: made } = await pipeline(frames)
    .flatten({ background: '#ffffff' })
    .jpeg({ quality, chromaSubsampling: '4:4:4' })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = made;
  const focalLength = focalLengthIn({ width, height }, info, camera);
  return { bytes: data, width, height, ...(focalLength !== undefined && { focalLength }) };
}

/** Of some files only the pixels can be read. */
function readCamera(path: string): Promise<ExifCamera> {
  return sharp(path)
    .metadata()
    .then(
      ({ exif }) => exifCamera(exif),
      () => ({}),
    );
}

function focalLengthIn(
  photo: { width: number; height: number },
  info: ImageInfo,
  { focalLength35, taken }: ExifCamera,
): number | undefined {
  if (focalLength35 === undefined) return undefined;
  const shape = ({ width, height }: { width: number; height: number }) =>
    Math.max(width, height) / Math.min(width, height);
  if (taken && Math.abs(shape(taken) / shape(info) - 1) > SAME_SHAPE) return undefined;
  return (focalLength35 / FILM_DIAGONAL) * Math.hypot(photo.width, photo.height);
}
