import { ImageError } from './errors.ts';
import type { CropRect, SizeSpec, Square } from './types.ts';

export interface Size {
  width: number;
  height: number;
}

const atLeastOne = (pixels: number): number => Math.max(1, Math.round(pixels));

/** The size of the box round a picture that is turned by `degrees`. */
export function rotatedSize({ width, height }: Size, degrees: number): Size {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
  return { width: atLeastOne(width * cos + height * sin), height: atLeastOne(width * sin + height * cos) };
}

/** @throws ImageError crop_outside_picture, also for an empty crop */
export function wholePixels(crop: CropRect, picture: Size): CropRect {
  const [x, y] = [Math.round(crop.x), Math.round(crop.y)];
  const rect = {
    x,
    y,
    width: Math.round(crop.x + crop.width) - x,
    height: Math.round(crop.y + crop.height) - y,
  };
  const inside =
    x >= 0 &&
    y >= 0 &&
    rect.width >= 1 &&
    rect.height >= 1 &&
    x + rect.width <= picture.width &&
    y + rect.height <= picture.height;
  if (inside) return rect;
  throw new ImageError(
    'crop_outside_picture',
    `The crop of ${crop.width}×${crop.height} pixels at ${crop.x},${crop.y} does not lie within the picture of ` +
      `${picture.width}×${picture.height} pixels.`,
  );
}

/** The pixels of a size made from `picture`. */
export function outputSize(spec: SizeSpec, picture: Size, enlarge: boolean): Size {
  if (spec.fit === 'cover') {
    const largest = Math.min(picture.width, picture.height);
    const side = spec.box === null ? largest : enlarge ? spec.box : Math.min(spec.box, largest);
    return { width: side, height: side };
  }
  const scale = spec.box === null ? 1 : spec.box / Math.max(picture.width, picture.height);
  return scaled(picture, enlarge ? scale : Math.min(1, scale));
}

export function scaled({ width, height }: Size, scale: number): Size {
  return { width: atLeastOne(width * scale), height: atLeastOne(height * scale) };
}

/** How far a picture may shrink, at most 1, and still hold the pixels of every size. */
export function sharedScale(sizes: readonly SizeSpec[], picture: Size): number {
  const short = Math.min(picture.width, picture.height);
  const long = Math.max(picture.width, picture.height);
  const needed = sizes.map((spec) => {
    if (spec.box === null) return 1;
    return spec.fit === 'cover' ? spec.box / short : spec.box / long;
  });
  return Math.min(1, Math.max(...needed));
}

/**
 * The square of the largest side, moved along the longer one.
 *
 * @param along 0 (left or top) to 1 (right or bottom)
 */
export function squareAt({ width, height }: Size, along: number): Square {
  const side = Math.min(width, height);
  return { x: Math.round((width - side) * along), y: Math.round((height - side) * along), side };
}

/** The same part of a picture of another size; never empty, never outside. */
export function rescaleRect(rect: CropRect, from: Size, to: Size): CropRect {
  const [fx, fy] = [to.width / from.width, to.height / from.height];
  const width = Math.min(atLeastOne(rect.width * fx), to.width);
  const height = Math.min(atLeastOne(rect.height * fy), to.height);
  return {
    x: Math.min(Math.round(rect.x * fx), to.width - width),
    y: Math.min(Math.round(rect.y * fy), to.height - height),
    width,
    height,
  };
}

/** As `rescaleRect`, and square still. */
export function rescaleSquare(square: Square, from: Size, to: Size): Square {
  const rect = rescaleRect({ x: square.x, y: square.y, width: square.side, height: square.side }, from, to);
  const side = Math.min(rect.width, rect.height);
  return { x: rect.x, y: rect.y, side };
}
