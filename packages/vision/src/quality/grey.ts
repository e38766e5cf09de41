import type { Photo } from '../types.ts';
import type { Extent } from './person-mask.ts';

/** Brightness of part of a photo, 0 to 255, at a scale of its own. */
export interface Grey {
  width: number;
  height: number;
  values: Float32Array;
}

/** The part of a photo in an extent, averaged down so that it is about `tall` pixels high (never enlarged). */
export function greyOf(
  photo: Photo,
  extent: Pick<Extent, 'left' | 'top' | 'right' | 'bottom'>,
  tall: number,
): Grey {
  const left = Math.max(0, Math.floor(extent.left));
  const top = Math.max(0, Math.floor(extent.top));
  const right = Math.min(photo.width, Math.ceil(extent.right));
  const bottom = Math.min(photo.height, Math.ceil(extent.bottom));
  const scale = Math.max(1, (bottom - top) / tall);
  const width = Math.max(1, Math.floor((right - left) / scale));
  const height = Math.max(1, Math.floor((bottom - top) / scale));
  // Four by four of them are enough for an average.
  const skip = Math.max(1, Math.floor(scale / 4));
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const [y0, y1] = [
      top + Math.floor(y * scale),
      top + Math.max(Math.floor(y * scale) + 1, Math.floor((y + 1) * scale)),
    ];
    for (let x = 0; x < width; x++) {
      const x0 = left + Math.floor(x * scale);
      const x1 = left + Math.max(Math.floor(x * scale) + 1, Math.floor((x + 1) * scale));
      let [sum, count] = [0, 0];
      for (let v = y0; v < y1; v += skip) {
        for (let u = x0; u < x1; u += skip) {
          const at = (v * photo.width + u) * 3;
          sum +=
            0.299 * (photo.rgb[at] as number) +
            0.587 * (photo.rgb[at + 1] as number) +
            0.114 * (photo.rgb[at + 2] as number);
          count++;
        }
      }
      values[y * width + x] = sum / count;
    }
  }
  return { width, height, values };
}
