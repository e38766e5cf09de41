import type { Photo } from '../types.ts';
import type { Crop } from './crop.ts';

export interface SampleOptions {
  /** Cells of a side of the result. */
  size: number;
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

/**
 * Resamples a square of a photo for a network: the mean of the area of each cell where that shrinks the picture,
 * linear interpolation where it enlarges it. MediaPipe samples at points instead; of a photo four times as large
 * as the network's input that loses what makes the edge of its mask lie between two cells.
 *
 * @returns `size`×`size`×3 numbers, rows from the top
 */
export function sampleCrop(photo: Photo, crop: Crop, options: SampleOptions): Float32Array {
  const { size, range } = options;
  const across = tapsAlong(photo.width, crop.left, crop.side, options);
  const down = tapsAlong(photo.height, crop.top, crop.side, options);
  const rows = shrinkRows(photo, down, across, size);
  const scale = (range[1] - range[0]) / 255;
  const result = new Float32Array(size * size * 3);
  const sum = new Float64Array(size * 3);
  for (let v = 0; v < size; v += 1) {
    sum.fill(0);
    for (let t = down.first[v] as number; t < (down.first[v + 1] as number); t += 1) {
      const row = rows.values.subarray(((down.pixel[t] as number) - rows.from) * size * 3);
      const weight = down.weight[t] as number;
      for (let i = 0; i < size * 3; i += 1) sum[i] = (sum[i] as number) + weight * (row[i] as number);
    }
    for (let i = 0; i < size * 3; i += 1) {
      result[v * size * 3 + i] = (sum[i] as number) * scale + range[0];
    }
  }
  return result;
}

/** Each photo row that is needed, resampled across. */
function shrinkRows(photo: Photo, down: Taps, across: Taps, size: number) {
  let from = photo.height;
  let to = 0;
  for (const row of down.pixel) {
    from = Math.min(from, row);
    to = Math.max(to, row + 1);
  }
  const values = new Float32Array(Math.max(0, to - from) * size * 3);
  for (let row = from; row < to; row += 1) {
    const start = row * photo.width * 3;
    for (let u = 0; u < size; u += 1) {
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
      const to3 = ((row - from) * size + u) * 3;
      values[to3] = red;
      values[to3 + 1] = green;
      values[to3 + 2] = blue;
    }
  }
  return { from, values };
}

function tapsAlong(pixels: number, start: number, side: number, { size, beyond }: SampleOptions): Taps {
  const step = side / size;
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
