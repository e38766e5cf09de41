import { type Check, error, warning } from './finding.ts';
import { type Grey, greyOf } from './grey.ts';
import { extentOf } from './person-mask.ts';

/** Edges are measured at this size of the person, so that the limits are shares of a body, and noise is averaged out. */
const TALL = 550;
/**
 * Pixels of an edge at that size. What is in focus has 2 to 4. At 8 an edge runs over 1.5 % of the height, some 2.5 cm of
 * a person: its middle can no longer be trusted to half a centimetre.
 */
const BLURRED = 8;
const SOFT = 6;
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
  return width < BLURRED
    ? [
        warning(
          input,
          'blurred',
          'This photo is not quite sharp. Hold the phone still, best on something firm.',
        ),
      ]
    : [
        error(
          input,
          'blurred',
          'This photo is blurred. Wipe the lens, hold the phone still and take it again.',
        ),
      ];
};

/** Weaker edges say nothing: noise makes them too. Steps of brightness. */
const LEAST_CONTRAST = 24;

/**
 * How wide the sharper edges are, pixels: along rows, the way from the foot to the top of each slope that is high
 * enough (Marziliano et al. 2002, "A no-reference perceptual blur metric"); the lower quartile, as some edges of a
 * sharp picture are soft. A plain background has no edges and does not count.
 * @returns null with fewer than 30 edges
 */
export function edgeWidth({ width, height, values }: Grey): number | null {
  const widths: number[] = [];
  for (let y = 0; y < height; y++) {
    let from = 0;
    let rising = 0;
    for (let x = 1; x < width; x++) {
      const step = (values[y * width + x] as number) - (values[y * width + x - 1] as number);
      const direction = Math.abs(step) < 0.75 ? 0 : Math.sign(step);
      if (direction === rising) continue;
      if (rising !== 0) {
        const end = x - 1;
        const contrast = Math.abs((values[y * width + end] as number) - (values[y * width + from] as number));
        if (contrast >= LEAST_CONTRAST) widths.push(end - from);
      }
      rising = direction;
      from = x - 1;
    }
  }
  if (widths.length < 30) return null;
  widths.sort((a, b) => a - b);
  return widths[Math.floor(widths.length / 4)] as number;
}
