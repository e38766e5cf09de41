import { type Frames, pipeline, toFrames } from './frames.ts';
import { type Size, scaled, squareAt } from './geometry.ts';
import type { Position, Square } from './types.ts';

/** Side of the small copy on which the eye-catcher is looked for; libvips shrinks further by itself. */
const SMALL = 160;

/**
 * Cuts the square that all sizes and all frames share.
 *
 * @param frame the first frame, at any scale
 * @param picture the size in which the answer is given
 */
export async function chooseSquare(frame: Frames, picture: Size, position: Position): Promise<Square> {
  if (picture.width === picture.height) return squareAt(picture, 0);
  if (position === 'attention' || position === 'entropy') {
    return squareAt(picture, await alongByContent(frame, position));
  }
  return squareAt(picture, alongByName(position, picture.width > picture.height));
}

async function alongByContent(frame: Frames, strategy: 'attention' | 'entropy'): Promise<number> {
  const size = scaled(frame, Math.min(1, SMALL / Math.min(frame.width, frame.height)));
  const small = await toFrames(pipeline(frame).resize({ ...size, fit: 'fill' }), 1);
  const side = Math.min(small.width, small.height);
  const room = Math.max(small.width, small.height) - side;
  if (room === 0) return 0.5;
  const { info } = await pipeline(small)
    .resize({ width: side, height: side, fit: 'cover', position: strategy })
    .raw()
    .toBuffer({ resolveWithObject: true });
  // sharp tells by how much the picture was moved, so to the left and up.
  const offset = Math.abs(Math.min(info.cropOffsetLeft ?? 0, info.cropOffsetTop ?? 0));
  return Math.min(1, offset / room);
}

function alongByName(position: Position, wide: boolean): number {
  if (position.includes(wide ? 'west' : 'north')) return 0;
  if (position.includes(wide ? 'east' : 'south')) return 1;
  return 0.5;
}
