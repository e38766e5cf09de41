import {
  outputSize,
  rescaleRect,
  rotatedSize,
  type Size,
  scaled,
  sharedScale,
  wholePixels,
} from './geometry.ts';
import { checkLimits, DEFAULT_LIMITS, type ImageLimits } from './limits.ts';
import type { CropRect, ImageInfo, RenderOptions } from './types.ts';

/** What a rendering comes to, by its geometry alone. */
export interface WorkPlan {
  /** Clockwise, 0 to below 360. */
  degrees: number;
  /** The upright picture as it is read: no larger than the largest size needs. */
  read: Size;
  /** What is kept of `read` once that is turned; undefined: all of it. */
  region?: CropRect;
  /** The turned, cropped picture in pixels of the source. */
  full: Size;
  /** Most pixels held at once: of the source, of the one copy, or of all outputs; all frames. */
  pixels: number;
}

/**
 * Works out a rendering before any pixel is decoded.
 *
 * What a turn or an enlargement makes is held to the limits of an upload: a square turned by 44° covers twice
 * its pixels, so a file of 288 KB and 49 megapixels would otherwise become an original of 98.
 *
 * @throws ImageError crop_outside_picture, image_too_many_pixels, image_side_too_long
 */
export function planWork(upright: Size, frames: number, options: RenderOptions): WorkPlan {
  const limits: ImageLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const degrees = (((options.rotate ?? 0) % 360) + 360) % 360;
  const turned = rotatedSize(upright, degrees);
  const crop = options.crop && wholePixels(options.crop, turned);
  const full: Size = { width: (crop ?? turned).width, height: (crop ?? turned).height };
  const what = `${degrees === 0 ? '' : 'turned '}${frames > 1 ? 'animation' : 'picture'}`;
  checkLimits(full.width, full.height, frames, limits, what);
  const outputs = options.sizes.map((spec) => {
    const output = outputSize(spec, full, options.enlarge ?? false);
    checkLimits(output.width, output.height, frames, limits, `size "${spec.name}"`);
    return output;
  });
  const read = scaled(upright, sharedScale(options.sizes, full));
  const whole = rotatedSize(read, degrees);
  const region = crop && rescaleRect(crop, turned, whole);
  const sum = outputs.reduce((pixels, output) => pixels + area(output), 0);
  const pixels = frames * Math.max(area(upright), area(region ?? whole), sum);
  return { degrees, read, full, pixels, ...(region === undefined ? {} : { region }) };
}

/**
 * The most pixels that `render` will hold at once: what to ask of a `PixelBudget`. Reads no file.
 *
 * @param info from `inspect`
 * @throws ImageError whatever `render` would refuse by its geometry: crop_outside_picture,
 *   image_too_many_pixels, image_side_too_long
 * @example await budget.run(workPixels(info, options), () => render(path, info, options))
 */
export function workPixels(info: ImageInfo, options: RenderOptions): number {
  return planWork(info, info.frames, options).pixels;
}

const area = ({ width, height }: Size): number => width * height;
