import type { ByteSource } from '../byte-source.ts';
import { damaged } from '../errors.ts';
import type { Header } from './header.ts';

const EXTENSION = 0x21;
const IMAGE = 0x2c;
const MOST_BLOCKS = 20_000;

/**
 * Counts the frames by stepping over their data; nothing is unpacked. Stops at `maxFrames + 1`.
 * The canvas grows to hold every frame, as decoders make it.
 */
export async function readGifHeader(source: ByteSource, maxFrames: number): Promise<Header> {
  const screen = await source.exactly(6, 7);
  let width = screen.readUInt16LE(0);
  let height = screen.readUInt16LE(2);
  let frames = 0;
  let at = 13 + paletteBytes(screen[4] ?? 0);
  for (let blocks = 0; frames <= maxFrames; blocks += 1) {
    if (blocks > MOST_BLOCKS) throw damaged('the GIF holds more blocks than any animation needs');
    const block = await source.some(at, 10);
    if (block[0] === EXTENSION) {
      at = await afterSubBlocks(source, at + 2);
    } else if (block[0] === IMAGE) {
      if (block.length < 10) throw damaged('the file ends within a frame');
      frames += 1;
      width = Math.max(width, block.readUInt16LE(1) + block.readUInt16LE(5));
      height = Math.max(height, block.readUInt16LE(3) + block.readUInt16LE(7));
      at = await afterSubBlocks(source, at + 10 + paletteBytes(block[9] ?? 0) + 1);
    } else {
      // The trailer, the end of the file or rubbish: what counts has been seen.
      break;
    }
  }
  if (frames === 0) throw damaged('the GIF holds no frame');
  return { width, height, frames, orientation: 1 };
}

const paletteBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 0x07) + 1) : 0);

/** A chain of up to 255 bytes each, closed by an empty one. Stepped through in large pieces: there are many. */
async function afterSubBlocks(source: ByteSource, start: number): Promise<number> {
  for (let at = start; at < source.size; ) {
    const piece = await source.some(at, 16 << 10);
    if (piece.length === 0) break;
    let here = 0;
    while (here < piece.length) {
      const length = piece[here] ?? 0;
      here += 1 + length;
      if (length === 0) return at + here;
    }
    at += here;
  }
  throw damaged('the file ends within a frame');
}
