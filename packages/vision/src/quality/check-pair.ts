import type { Photo, PhotoFinding, Pose } from '../types.ts';
import { error, type PhotoToCheck, warning } from './finding.ts';
import { greyOf } from './grey.ts';
import { type Extent, extentOf } from './person-mask.ts';
import { middle } from './skeleton.ts';

/** Rows and columns that two photos are compared in. */
const GRID = 24;
/** Correlation of brightness round the person. The same file gives 1, a copy that was saved again above 0.99. */
const SAME = 0.985;

/**
 * Levels of shoulders, hips, knees and ankles as shares of the height. Two photos of one person differ by up to 0.04: the
 * network's error, and cameras at other heights.
 */
const LEVELS = ['Shoulder', 'Hip', 'Knee', 'Ankle'] as const;
const MOST_APART = 0.09;
const FAR_APART = 0.065;
/** Area in front ÷ area from the side, in heights: breadth ÷ depth of a body and its arms, 1.3 to 2.1 in adults. */
const AREA_RATIO = { least: 1.15, most: 2.5 };

/** Whether front and side photo are two photos of one person. Findings are the side photo's. */
export function checkPair(front: PhotoToCheck, side: PhotoToCheck): PhotoFinding[] {
  if (!front.pose || !side.pose) return [];
  const [a, b] = [extentOf(front.pose.mask, front.photo), extentOf(side.pose.mask, side.photo)];
  if (!a || !b) return [];
  if (likeness(front.photo, a, side.photo, b) > SAME) {
    return [error(side, 'same_photo_twice', 'same_photo_twice')];
  }
  const apart = Math.max(
    ...LEVELS.map((name) => Math.abs(level(front.pose as Pose, name, a) - level(side.pose as Pose, name, b))),
  );
  const ratio = shareOfSquare(a) / shareOfSquare(b);
  if (apart > MOST_APART || ratio < AREA_RATIO.least || ratio > AREA_RATIO.most) {
    return [error(side, 'unlike_each_other', 'other_person')];
  }
  return apart > FAR_APART ? [warning(side, 'unlike_each_other', 'other_person')] : [];
}

const level = (pose: Pose, name: (typeof LEVELS)[number], { top, bottom }: Extent): number =>
  (middle(pose, name).y - top) / (bottom - top);

const shareOfSquare = ({ area, top, bottom }: Extent): number => area / (bottom - top) ** 2;

/** The correlation of both pictures round the person, as they are or one of them mirrored. */
function likeness(a: Photo, inA: Extent, b: Photo, inB: Extent): number {
  const [one, other] = [patch(a, inA), patch(b, inB)];
  const mirrored = other.map((_, i) => other[i - (i % GRID) + GRID - 1 - (i % GRID)] as number);
  return Math.max(correlation(one, other), correlation(one, mirrored));
}

function patch(photo: Photo, extent: Extent): Float64Array {
  const grey = greyOf(photo, extent, 4 * GRID);
  const out = new Float64Array(GRID * GRID);
  for (let row = 0; row < GRID; row++) {
    for (let column = 0; column < GRID; column++) {
      const x = Math.min(grey.width - 1, Math.floor(((column + 0.5) / GRID) * grey.width));
      const y = Math.min(grey.height - 1, Math.floor(((row + 0.5) / GRID) * grey.height));
      out[row * GRID + column] = grey.values[y * grey.width + x] as number;
    }
  }
  return out;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const mean = (values: Float64Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] as number) - ma, (b[i] as number) - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
