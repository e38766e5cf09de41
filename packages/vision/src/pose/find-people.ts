import type { Photo, Point } from '../types.ts';
import { type Crop, cropRound } from './crop.ts';

/** Cells of a side of the detector's input, whose values lie between -1 and 1. */
export const DETECTOR_SIZE = 224;
const SIZE = DETECTOR_SIZE;

/** What the detector answers: for each of its anchors 12 numbers (box of the face, four points), and a logit. */
export interface DetectorOutput {
  places: Float32Array;
  logits: Float32Array;
}

/** Somebody, somewhere. */
export interface Person {
  score: number;
  crop: Crop;
  hips: Point;
}

/** Cells of a side and anchors a cell of each layer: strides 8 and 16 once, 32 three times, two anchors each. */
const LAYERS = [
  [28, 2],
  [14, 2],
  [7, 6],
] as const;
const NUMBERS = 12;
/** MediaPipe's own thresholds. */
const MIN_SCORE = 0.5;
const MIN_OVERLAP = 0.3;

/** Centres of the anchors, as shares of the input's side. */
const anchors: readonly Point[] = LAYERS.flatMap(([side, each]) =>
  Array.from({ length: side * side * each }, (_, i) => {
    const cell = Math.floor(i / each);
    return { x: ((cell % side) + 0.5) / side, y: (Math.floor(cell / side) + 0.5) / side };
  }),
);

export const ANCHORS = anchors.length;

/**
 * Reads MediaPipe's pose detector, an SSD network on the whole photo: everybody in it, the surest first. Boxes
 * round the same face are averaged by their scores.
 *
 * @param whole the square that was given to the network
 */
export function findPeople(photo: Photo, whole: Crop, output: DetectorOutput): Person[] {
  let left = decode(output).sort((a, b) => b.score - a.score);
  const people: Person[] = [];
  while (left[0] !== undefined) {
    const best = left[0];
    const same = left.filter((other) => other === best || overlap(best.place, other.place) > MIN_OVERLAP);
    left = left.filter((other) => !same.includes(other));
    const place = mean(same);
    const point = (i: number): Point => ({
      x: whole.left + (place[i] as number) * whole.side,
      y: whole.top + (place[i + 1] as number) * whole.side,
    });
    const crop = cropRound(photo, point(4), point(6));
    if (crop !== null) people.push({ score: best.score, crop, hips: point(4) });
  }
  return people;
}

interface Found {
  score: number;
  /** x, y, width, height of the face, then x and y of four points; shares of the input's side. */
  place: Float64Array;
}

function decode({ places, logits }: DetectorOutput): Found[] {
  const found: Found[] = [];
  for (const [i, anchor] of anchors.entries()) {
    const score = 1 / (1 + Math.exp(-(logits[i] as number)));
    if (!(score >= MIN_SCORE)) continue;
    const place = Float64Array.from(places.subarray(i * NUMBERS, (i + 1) * NUMBERS), (value, k) => {
      if (k === 2 || k === 3) return value / SIZE;
      return value / SIZE + (k % 2 === 0 ? anchor.x : anchor.y);
    });
    found.push({ score, place });
  }
  return found;
}

/** Of two boxes: what they share, as a part of what they cover together. */
function overlap(a: Float64Array, b: Float64Array): number {
  const shared = (axis: 0 | 1): number => {
    const [ca, sa, cb, sb] = [a[axis], a[axis + 2], b[axis], b[axis + 2]] as [number, number, number, number];
    return Math.max(0, Math.min(ca + sa / 2, cb + sb / 2) - Math.max(ca - sa / 2, cb - sb / 2));
  };
  const area = ([, , w = 0, h = 0]: Float64Array): number => w * h;
  const both = shared(0) * shared(1);
  return both / Math.max(area(a) + area(b) - both, Number.EPSILON);
}

function mean(found: readonly Found[]): Float64Array {
  const total = found.reduce((sum, { score }) => sum + score, 0);
  const place = new Float64Array(NUMBERS);
  for (const one of found) {
    for (let k = 0; k < NUMBERS; k += 1) {
      place[k] = (place[k] as number) + ((one.place[k] as number) * one.score) / total;
    }
  }
  return place;
}
