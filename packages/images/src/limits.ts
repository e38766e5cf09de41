import { ImageError } from './errors.ts';

/** What is refused before any pixel is decoded: of an upload, and of what is to be made of it. */
export interface ImageLimits {
  /** Pixels of all frames together. */
  maxPixels: number;
  /** Pixels of either side. */
  maxSide: number;
  maxFrames: number;
}

export const DEFAULT_LIMITS: Readonly<ImageLimits> = { maxPixels: 50e6, maxSide: 12_000, maxFrames: 100 };

const grouped = new Intl.NumberFormat('en-US');
const megapixels = (pixels: number): string => `${grouped.format(Math.round(pixels / 1e5) / 10)} megapixels`;

/**
 * Refuses a picture that costs too much to decode.
 *
 * @param width pixels of one frame
 * @param height pixels of one frame
 * @param what the subject of the sentence
 * @throws ImageError image_side_too_long, image_too_many_frames or image_too_many_pixels
 */
export function checkLimits(
  width: number,
  height: number,
  frames: number,
  limits: ImageLimits,
  what = frames > 1 ? 'animation' : 'picture',
): void {
  const size = `${grouped.format(width)}×${grouped.format(height)}`;
  if (width > limits.maxSide || height > limits.maxSide) {
    throw new ImageError(
      'image_side_too_long',
      `The ${what} is ${size} pixels; neither side may be longer than ${grouped.format(limits.maxSide)}.`,
    );
  }
  if (frames > limits.maxFrames) {
    throw new ImageError(
      'image_too_many_frames',
      `The animation has more than ${grouped.format(limits.maxFrames)} frames, which is the most that is taken.`,
    );
  }
  const pixels = width * height * frames;
  if (pixels > limits.maxPixels) {
    const of = frames > 1 ? `${frames} frames of ${size} pixels` : `${size} pixels`;
    throw new ImageError(
      'image_too_many_pixels',
      `The ${what} of ${of} has ${megapixels(pixels)}; at most ${megapixels(limits.maxPixels)} are taken.`,
    );
  }
}
