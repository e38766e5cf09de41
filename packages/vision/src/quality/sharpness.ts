import { type Check, error, warning } from './finding.ts';
import { type Grey, greyOf } from './grey.ts';
import { extentOf } from './person-mask.ts';

/** Edges are measured at this size of the person, so that the limits are shares of a body, and noise is averaged out. */
const TALL = 550;
/**
 * Pixels of an edge at that size. What is in focus has 1 to 2. At 8 an edge runs over 1.5 % of the height, some 2.5 cm of
 * a person: its middle can no longer be trusted to half a centimetre.
 */
const BLURRED = 8;
const SOFT = 5.5;
/** Round the person, share of the height: the outline counts as well as what it holds. */
const MARGIN = 0.05;

export const checkSharpness: Check = (input) => {
  const extent = extentOf(input.pose.mask, input.photo);
  if (!extent) return [];
  const margin = MARGIN * (extent.bottom - extent.top);
  const { left, top, right, bottom } = extent;
  const round = { left: left - margin, top: top - margin, right: right + margin, bottom: bottom + margin };
  const width = edgeWidth(greyOf(input.photo, round, TALL));
  if (width === null || width < SOFT) return [];
  return width < BLURRED ? [warning(input, 'blurred', 'soft')] : [error(input, 'blurred', 'blurred')];
};

/** Weaker edges say nothing: noise makes them too. Steps of brightness. */
const LEAST_CONTRAST = 24;
/** A step back by less than this does not end a slope. */
const NOISE = 12;
/** Fewer edges are no sample. */
const LEAST_EDGES = 30;

/**
 * How wide the sharper edges are, pixels: along rows, from 15 to 85 % of each slope that is high enough (after
 * Marziliano et al. 2002, "A no-reference perceptual blur metric", made proof against noise); the lower quartile, as
 * shades are wide in a sharp picture too. A plain background has no edges and does not count.
 * @returns null with too few edges to tell
 */
export function edgeWidth({ width, height, values }: Grey): number | null {
  const widths: number[] = [];
  for (let y = 0; y < height; y++) {
    const row = values.subarray(y * width, (y + 1) * width);
    for (const [from, to] of slopes(row)) widths.push(widthOf(row, from, to));
  }
  if (widths.length < LEAST_EDGES) return null;
  widths.sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 4)] as number;
}

/** First and last index of each stretch that climbs or falls by enough. */
function* slopes(row: Float32Array): Generator<readonly [number, number]> {
  let [from, extreme] = [0, 0];
  for (let x = 1; x <= row.length; x++) {
    const climbed = (row[extreme] as number) - (row[from] as number);
    const value = row[x];
    if (value !== undefined) {
      if (climbed === 0 ? value !== row[from] : (value - (row[extreme] as number)) * climbed > 0) {
        extreme = x;
        continue;
      }
      if (Math.abs(value - (row[extreme] as number)) < NOISE) continue;
    }
    if (Math.abs(climbed) >= LEAST_CONTRAST) yield [from, extreme];
    [from, extreme] = [extreme, x];
  }
}

function widthOf(row: Float32Array, from: number, to: number): number {
  const [low, high] = [row[from] as number, row[to] as number];
  const share = (x: number): number => ((row[x] as number) - low) / (high - low);
  let last = to;
  while (share(last - 1) > 0.85) last--;
  let first = last - 1;
  while (share(first) > 0.15) first--;
  const crossing = (x: number, at: number): number => x + (at - share(x)) / (share(x + 1) - share(x) || 1);
  return crossing(last - 1, 0.85) - crossing(first, 0.15);
}
