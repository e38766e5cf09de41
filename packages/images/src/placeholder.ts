import { rgbaToThumbHash } from 'thumbhash';
import { type Frames, pipeline, toFrames } from './frames.ts';
import { outputSize } from './geometry.ts';

/** The largest side that ThumbHash takes. */
const SIDE = 100;

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
  const onWhite = await toFrames(pipeline(small).flatten({ background: '#ffffff' }), 1);
  const { dominant } = await pipeline(onWhite).stats();
  const colour = [dominant.r, dominant.g, dominant.b].map((part) => part.toString(16).padStart(2, '0'));
  return { thumbhash: Buffer.from(hash).toString('base64'), dominantColor: `#${colour.join('')}` };
}
