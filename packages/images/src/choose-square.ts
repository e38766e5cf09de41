import { type Frames, pipeline } from './frames.ts';
import { type Size, squareAt } from './geometry.ts';
import type { Position, Square } from './types.ts';

/**
 * Cuts the square that all sizes and all frames share.
 *
 * @param small the first frame from `smallCopy`
 * @param picture the size in which the answer is given
 */
export async function chooseSquare(small: Frames, picture: Size, position: Position): Promise<Square> {
  if (picture.width === picture.height) return squareAt(picture, 0);
  if (position === 'attention' || position === 'entropy') {
    return squareAt(picture, await alongByContent(small, position));
  }
  return squareAt(picture, alongByName(position, picture.width > picture.height));
}

async function alongByContent(small: Frames, strategy: 'attention' | 'entropy'): Promise<number> {
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
