import { rgbaToThumbHash } from 'thumbhash';
import { type Frames, pipeline, toFrames } from './frames.ts';
import { outputSize } from './geometry.ts';

/** ThumbHash keeps 7×7 waves at most; the 100 pixels that it takes cost four times 48 and tell it nothing more. */
const SIDE = 48;

/** What to show before a picture has come: a ThumbHash in base64, and its leading colour (`#rrggbb`, on white). */
export async function placeholder(frame: Frames): Promise<{ thumbhash: string; dominantColor: string }> {
  const size = outputSize({ name: '', box: SIDE, fit: 'inside' }, frame, false);
  const small = await toFrames(
    pipeline(frame)
      .resize({ ...size, fit: 'fill' })
      .ensureAlpha(),
    1,
  );
  const hash = rgbaToThumbHash(small.width, small.height, small.data);
  return { thumbhash: Buffer.from(hash).toString('base64'), dominantColor: dominantColor(small.data) };
}

/** The fullest of 16×16×16 boxes of colours, by its middle. */
function dominantColor(rgba: Buffer): string {
  const boxes = new Uint32Array(4096);
  let fullest = 0;
  for (let at = 0; at + 3 < rgba.length; at += 4) {
    const alpha = (rgba[at + 3] ?? 0) / 255;
    const box = [0, 1, 2].reduce((index, band) => {
      const onWhite = (rgba[at + band] ?? 0) * alpha + 255 * (1 - alpha);
      return (index << 4) | (Math.round(onWhite) >> 4);
    }, 0);
    const count = (boxes[box] ?? 0) + 1;
    boxes[box] = count;
    if (count > (boxes[fullest] ?? 0)) fullest = box;
  }
  const parts = [fullest >> 8, (fullest >> 4) & 15, fullest & 15];
  return `#${parts.map((part) => ((part << 4) | 8).toString(16).padStart(2, '0')).join('')}`;
}
