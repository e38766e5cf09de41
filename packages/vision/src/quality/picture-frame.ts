import type { Photo, Point } from '../types.ts';
import { type Check, error } from './finding.ts';
import { type Grey, greyOf } from './grey.ts';
import { type Extent, extentOf } from './person-mask.ts';

/** Lines are looked for in a picture this high: thin ones survive, texture does not. */
const TALL = 240;
/** Steps of brightness across a line. */
const LEAST_STEP = 10;
/** Of each side, the share that must show such a step. Doors, rugs and shelves miss a side, or stop at the floor. */
const LEAST_SUPPORT = 0.9;
/** How much a side may slant: its ends may differ by this share of the picture. */
const MOST_SLANT = 0.12;
/** The best lines of each side that are tried with each other. */
const TRIED = 8;

/** A person within a closed frame: a print, a screen or a poster was photographed, whose scale nobody knows. */
export const checkFrame: Check = (input) => {
  const extent = extentOf(input.pose.mask, input.photo);
  if (!extent || !hasFrame(input.photo, extent)) return [];
  return [error(input, 'picture_of_a_picture', 'picture_of_a_picture')];
};

/** A line from one side of the picture to the other, by its places at both ends (small pixels). */
interface Line {
  from: number;
  to: number;
  /** How much of it is edge without a gap, as a share: the person's stretch and what joins it on both sides. */
  run: number;
}

function hasFrame(photo: Photo, extent: Extent): boolean {
  const whole = { left: 0, top: 0, right: photo.width, bottom: photo.height };
  const grey = greyOf(photo, whole, TALL);
  const scale = grey.height / photo.height;
  const [left, top, right, bottom] = [extent.left, extent.top, extent.right, extent.bottom].map(
    (value) => value * scale,
  ) as [number, number, number, number];
  const { width, height } = grey;
  const across = steps(grey, true);
  const down = steps(grey, false);
  const upright = (low: number, high: number): Line[] =>
    lines(
      low,
      high,
      MOST_SLANT * width,
      (at, t) => read(across, width, height, at, t * (height - 1)),
      [top, bottom],
      height,
    );
  const level = (low: number, high: number): Line[] =>
    lines(
      low,
      high,
      MOST_SLANT * height,
      (at, t) => read(down, width, height, t * (width - 1), at),
      [left, right],
      width,
    );
  const lefts = upright(1, left);
  const rights = upright(right, width - 2);
  const tops = level(1, top);
  const bottoms = level(bottom, height - 2);
  return lefts.some((l) =>
    rights.some((r) =>
      tops.some((t) => bottoms.some((b) => isClosed(l, r, t, b, across, down, width, height))),
    ),
  );
}

/** The change of brightness across each pixel, over two pixels. */
function steps({ width, height, values }: Grey, acrossRows: boolean): Float32Array {
  const out = new Float32Array(values.length);
  const stride = acrossRows ? 1 : width;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      out[at] = Math.abs((values[at + stride] as number) - (values[at - stride] as number));
    }
  }
  return out;
}

function read(steps: Float32Array, width: number, height: number, x: number, y: number): boolean {
  const [u, v] = [Math.round(x), Math.round(y)];
  return u >= 0 && v >= 0 && u < width && v < height && (steps[v * width + u] as number) >= LEAST_STEP;
}

/** The longest lines that are edge all along the person. */
function lines(
  low: number,
  high: number,
  slant: number,
  edge: (at: number, t: number) => boolean,
  beside: readonly [number, number],
  length: number,
): Line[] {
  const found: Line[] = [];
  const [t0, t1] = [beside[0] / length, beside[1] / length];
  for (let from = low - slant; from <= high + slant; from++) {
    for (let to = from - slant; to <= from + slant; to++) {
      const at = (t: number): number => from + (to - from) * t;
      if (Math.min(at(t0), at(t1)) < low || Math.max(at(t0), at(t1)) > high) continue;
      const run = runOf((t) => edge(at(t), t), t0, t1, 2 / length);
      if (run > 0) found.push({ from, to, run });
    }
  }
  found.sort((a, b) => b.run - a.run);
  const kept: Line[] = [];
  for (const line of found) {
    if (kept.length === TRIED) break;
    const known = kept.some(({ from, to }) => Math.abs(from - line.from) + Math.abs(to - line.to) < 8);
    if (!known) kept.push(line);
  }
  return kept;
}

/** The length of the unbroken edge that holds t0…t1, one miss at a time forgiven; 0 if these are not nearly all edge. */
function runOf(edge: (t: number) => boolean, t0: number, t1: number, step: number): number {
  let forgiven = (1 - LEAST_SUPPORT) * ((t1 - t0) / step);
  for (let t = t0; t <= t1; t += step) {
    if (!edge(t) && --forgiven < 0) return 0;
  }
  let [low, high] = [t0, t1];
  while (low > 0 && (edge(low - step) || edge(low - 2 * step))) low -= step;
  while (high < 1 && (edge(high + step) || edge(high + 2 * step))) high += step;
  return high - low;
}

/** Whether the four lines are edges all the way between their corners, and the frame stays within the picture. */
function isClosed(
  left: Line,
  right: Line,
  top: Line,
  bottom: Line,
  across: Float32Array,
  down: Float32Array,
  width: number,
  height: number,
): boolean {
  const corner = (upright: Line, level: Line): Point => {
    let [x, y] = [0, 0];
    for (let round = 0; round < 4; round++) {
      x = upright.from + ((upright.to - upright.from) * y) / (height - 1);
      y = level.from + ((level.to - level.from) * x) / (width - 1);
    }
    return { x, y };
  };
  const corners = [
    corner(left, top),
    corner(right, top),
    corner(right, bottom),
    corner(left, bottom),
  ] as const;
  if (corners.some(({ x, y }) => x < 1 || y < 1 || x > width - 2 || y > height - 2)) return false;
  const support = (a: Point, b: Point, steps: Float32Array): number => {
    const count = Math.max(8, Math.round(Math.hypot(a.x - b.x, a.y - b.y) / 2));
    let hits = 0;
    for (let i = 1; i < count; i++) {
      const t = i / count;
      if (read(steps, width, height, a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)) hits++;
    }
    return hits / (count - 1);
  };
  const [a, b, c, d] = corners;
  return (
    support(a, b, down) >= LEAST_SUPPORT &&
    support(d, c, down) >= LEAST_SUPPORT &&
    support(a, d, across) >= LEAST_SUPPORT &&
    support(b, c, across) >= LEAST_SUPPORT
  );
}
