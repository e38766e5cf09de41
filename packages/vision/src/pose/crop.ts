import type { Photo, Point } from '../types.ts';

/** A square of a photo, in its pixels; may reach beyond its edges. */
export interface Crop {
  left: number;
  top: number;
  side: number;
}

/** How far beyond the circle round a body its crop reaches; the networks were trained with it. */
const MARGIN = 1.25;

/** The smallest square with the whole photo, centred. */
export function wholePhoto({ width, height }: Photo): Crop {
  const side = Math.max(width, height);
  return { left: (width - side) / 2, top: (height - side) / 2, side };
}

/**
 * The crop of a body, from two points that the networks give of it: the middle of its hips, and one on the circle
 * round all of it.
 *
 * @returns null when they lie so near or so far that there can be nobody
 */
export function cropRound(photo: Photo, hips: Point, edge: Point): Crop | null {
  const side = 2 * MARGIN * Math.hypot(edge.x - hips.x, edge.y - hips.y);
  const longest = Math.max(photo.width, photo.height);
  const inside = hips.x >= 0 && hips.y >= 0 && hips.x <= photo.width && hips.y <= photo.height;
  if (!(side >= 16 && side <= 8 * longest) || !inside) return null;
  return { left: hips.x - side / 2, top: hips.y - side / 2, side };
}
