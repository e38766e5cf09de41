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
  const scale = (range[1] - range[0]) / 255;
  const result = new Float32Array(height * width * 3);
  // Down first: whole rows are summed without a look at their pixels, and few rows are left for the other way.
  const from = across.pixel.reduce((a, b) => Math.min(a, b), photo.width) * 3;
  const to = (across.pixel.reduce((a, b) => Math.max(a, b), -1) + 1) * 3;
  const sum = new Float64Array(photo.width * 3);
  for (let v = 0; v < height; v += 1) {
    sum.fill(0);
    for (let t = down.first[v] as number; t < (down.first[v + 1] as number); t += 1) {
      const row = (down.pixel[t] as number) * photo.width * 3;
      addTo(sum.subarray(from, to), photo.rgb.subarray(row + from, row + to), down.weight[t] as number);
    }
    for (let u = 0; u < width; u += 1) {
      let [red, green, blue] = [0, 0, 0];
      for (let t = across.first[u] as number; t < (across.first[u + 1] as number); t += 1) {
        const at = (across.pixel[t] as number) * 3;
        const weight = across.weight[t] as number;
        red += weight * (sum[at] as number);
        green += weight * (sum[at + 1] as number);
        blue += weight * (sum[at + 2] as number);
      }
      const cell = (v * width + u) * 3;
      result[cell] = red * scale + range[0];
      result[cell + 1] = green * scale + range[0];
      result[cell + 2] = blue * scale + range[0];
    }
  }
  return result;
}

function addTo(sum: Float64Array, row: Uint8Array, weight: number): void {
  for (let i = 0; i < row.length; i += 1) sum[i] = (sum[i] as number) + weight * (row[i] as number);
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
      // Beyond the edge it is the same pixel again and again.
      if (pixel.length > (first[cell] as number) && pixel.at(-1) === inside) {
        weight.push((weight.pop() as number) + share);
        continue;
      }
      pixel.push(inside);
      weight.push(share);
    }
  }
  first[size] = pixel.length;
  return { first, pixel: Int32Array.from(pixel), weight: Float64Array.from(weight) };
}
