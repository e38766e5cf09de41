import type { Photo } from '../types.ts';

/** The part of a browser's `ImageData` that counts: four bytes a pixel. */
export interface Pixels {
  width: number;
  height: number;
  data: ArrayLike<number>;
}

/** A photo of what a canvas holds. */
export function photoOfPixels({ width, height, data }: Pixels): Photo {
  const rgb = new Uint8Array(width * height * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    rgb[to] = data[from] as number;
    rgb[to + 1] = data[from + 1] as number;
    rgb[to + 2] = data[from + 2] as number;
  }
  return { width, height, rgb };
}
