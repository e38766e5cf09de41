import type { Photo, PhotoFinding, Pose } from '../types.ts';
import { error, type PhotoToCheck, warning } from './finding.ts';
import { probabilityAt } from './person-mask.ts';

/** About so many pixels are looked at. */
const LOOKED_AT = 40_000;
/**
 * Of the brightest twentieth, sRGB 0 to 255. A wall, a shirt or skin in any room with its lamps on is brighter than 100,
 * however dark the person's skin and clothes are.
 */
const DARK = 45;
const DIM = 75;
/** Brightest twentieth of the person alone: all of them, hair, eyes and lit edges, is lost in shadow. */
const DARK_PERSON = 28;
/** A channel from here on has lost what it saw. */
const BURNT = 252;
/** Share of the person without any shading left; white clothes in the sun burn less. */
const BURNT_PERSON = 0.45;
const BURNT_PICTURE = 0.75;

/** Too dark or too bright to see an outline; of the whole photo, and of the person if one was found. */
export function checkLight(input: PhotoToCheck): readonly PhotoFinding[] {
  const whole = brightnessOf(input.photo, null);
  const person = input.pose ? brightnessOf(input.photo, input.pose) : whole;
  if (whole.high < DARK || person.high < DARK_PERSON) {
    return [error(input, 'too_dark', 'too_dark')];
  }
  if (whole.burnt > BURNT_PICTURE || person.burnt > BURNT_PERSON) {
    return [error(input, 'too_bright', 'too_bright')];
  }
  return whole.high < DIM ? [warning(input, 'too_dark', 'dark')] : [];
}

interface Brightness {
  /** Its 95th percentile, 0 to 255. */
  high: number;
  /** Share of pixels with all three channels at their end. */
  burnt: number;
}

function brightnessOf({ width, height, rgb }: Photo, pose: Pose | null): Brightness {
  const step = Math.max(1, Math.round(Math.sqrt((width * height) / LOOKED_AT)));
  const histogram = new Uint32Array(256);
  let [count, burnt] = [0, 0];
  for (let y = step >> 1; y < height; y += step) {
    for (let x = step >> 1; x < width; x += step) {
      if (pose && probabilityAt(pose.mask, { x, y }) < 0.5) continue;
      const at = (y * width + x) * 3;
      const [r, g, b] = [rgb[at] as number, rgb[at + 1] as number, rgb[at + 2] as number];
      const grey = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
      histogram[grey] = (histogram[grey] as number) + 1;
      if (r >= BURNT && g >= BURNT && b >= BURNT) burnt++;
      count++;
    }
  }
  let above = 0;
  let high = 255;
  while (high > 0 && above + (histogram[high] as number) < 0.05 * count) above += histogram[high--] as number;
  return { high, burnt: count > 0 ? burnt / count : 0 };
}
