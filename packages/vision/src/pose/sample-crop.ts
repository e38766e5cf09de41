import type { Photo } from '../types.ts';
import type { Crop } from './crop.ts';

/** Square cells laid over a photo, as a `SoftMask` lies. */
export interface Grid {
  left: number;
  top: number;
  /** Photo pixels a cell. */
  step: number;
  /** Cells. */
  width: number;
  height: number;
}

export interface SampleOptions {
  /** What black and white become. */
  range: readonly [number, number];
  /** What lies beyond the photo: black, or its outermost pixels again. */
  beyond: 'black' | 'edge';
}

/** Which pixels of an axis make up each cell of the result, and by how much. */
interface Taps {
  /** First tap of each cell; one more entry than cells. */
  first: Int32Array;
  pixel: Int32Array;
  weight: Float64Array;
}

/** A square of a photo, `size` cells a side; see `sampleGrid`. */
export function sampleCrop(
  photo: Photo,
  { left, top, side }: Crop,
  { size, ...options }: SampleOptions & { size: number },
): Float32Array {
  return sampleGrid(photo, { left, top, step: side / size, width: size, height: size }, options);
}

/**
 * Resamples a part of a photo for a network: the mean of the area of each cell where that shrinks the picture,
 * linear interpolation where it enlarges it. MediaPipe samples at points instead; of a photo four times as large
 * as the network's input that loses what makes the edge of its mask lie between two cells.
 *
 * @returns `height`×`width`×3 numbers, rows from the top
 */
export function sampleGrid(photo: Photo, grid: Grid, options: SampleOptions): Float32Array {
  const { left, top, step, width, height } = grid;
  const { range, beyond } = options;
  const across = tapsAlong(photo.width, left, step, width, beyond);
  const down = tapsAlong(photo.height, top, step, height, beyond);
  const rows = resampleRows(photo, down, across, width);
  const scale = (range[1] - range[0]) / 255;
  const result = new Float32Array(height * width * 3);
  const sum = new Float64Array(width * 3);
  for (let v = 0; v < height; v += 1) {
    sum.fill(0);
    for (let t = down.first[v] as number; t < (down.first[v + 1] as number); t += 1) {
      const row = rows.values.subarray(((down.pixel[t] as number) - rows.from) * width * 3);
      const weight = down.weight[t] as number;
      for (let i = 0; i < width * 3; i += 1) sum[i] = (sum[i] as number) + weight * (row[i] as number);
    }
    for (let i = 0; i < width * 3; i += 1) result[v * width * 3 + i] = (sum[i] as number) * scale + range[0];
  }
  return result;
}

/** Each photo row that is needed, resampled across. */
function resampleRows(
  photo: Photo,
  down: Taps,
  across: Taps,
  width: number,
): { from: number; values: Float32Array } {
  let from = photo.height;
  let to = 0;
  for (const row of down.pixel) {
    from = Math.min(from, row);
    to = Math.max(to, row + 1);
  }
  const values = new Float32Array(Math.max(0, to - from) * width * 3);
  for (let row = from; row < to; row += 1) {
    const start = row * photo.width * 3;
    for (let u = 0; u < width; u += 1) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let t = across.first[u] as number; t < (across.first[u + 1] as number); t += 1) {
        const at = start + (across.pixel[t] as number) * 3;
        const weight = across.weight[t] as number;
        red += weight * (photo.rgb[at] as number);
        green += weight * (photo.rgb[at + 1] as number);
        blue += weight * (photo.rgb[at + 2] as number);
      }
      const cell = ((row - from) * width + u) * 3;
      values[cell] = red;
      values[cell + 1] = green;
      values[cell + 2] = blue;
    }
  }
  return { from, values };
}

function tapsAlong(
  pixels: number,
  start: number,
  step: number,
  size: number,
  beyond: SampleOptions['beyond'],
): Taps {
  const first = new Int32Array(size + 1);
  const pixel: number[] = [];
  const weight: number[] = [];
  for (let cell = 0; cell < size; cell += 1) {
    first[cell] = pixel.length;
    // A cell smaller than a pixel takes as much as a whole one round its centre: that is linear interpolation.
    const middle = start + (cell + 0.5) * step;
    const half = Math.max(step, 1) / 2;
    for (let at = Math.floor(middle - half); at < middle + half; at += 1) {
      const share = (Math.min(at + 1, middle + half) - Math.max(at, middle - half)) / (2 * half);
      const inside = Math.min(Math.max(at, 0), pixels - 1);
      if (share <= 0 || (beyond === 'black' && inside !== at)) continue;
      pixel.push(inside);
      weight.push(share);
    }
  }
  first[size] = pixel.length;
  return { first, pixel: Int32Array.from(pixel), weight: Float64Array.from(weight) };
}
