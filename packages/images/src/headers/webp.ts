import type { ByteSource } from '../byte-source.ts';
import { damaged } from '../errors.ts';
import { exifOrientation } from './exif.ts';
import type { Header } from './header.ts';

/** Beside the frames there are ten kinds of chunk. */
const MOST_CHUNKS = 10_000;

/** The three kinds of WebP: lossy, lossless, and extended (canvas, animation, EXIF). */
export async function readWebpHeader(source: ByteSource, maxFrames: number): Promise<Header> {
  const length = (await source.exactly(4, 4)).readUInt32LE(0);
  if (8 + length > source.size) throw damaged('the file is shorter than the WebP says');
  const kind = (await source.exactly(12, 4)).toString('latin1');
  const body = await source.exactly(20, 10);
  if (kind === 'VP8L') {
    if (body[0] !== 0x2f) throw damaged('the lossless WebP lacks its mark');
    const bits = body.readUInt32LE(1);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1, frames: 1, orientation: 1 };
  }
  if (kind === 'VP8 ') {
    if (body.toString('hex', 3, 6) !== '9d012a') throw damaged('the WebP lacks its mark');
    return {
      width: body.readUInt16LE(6) & 0x3fff,
      height: body.readUInt16LE(8) & 0x3fff,
      frames: 1,
      orientation: 1,
    };
  }
  const header = { width: body.readUIntLE(4, 3) + 1, height: body.readUIntLE(7, 3) + 1, orientation: 1 };
  let frames = 0;
  for (let at = 12, chunks = 0; frames <= maxFrames && chunks < MOST_CHUNKS; chunks += 1) {
    const chunk = await source.some(at, 8);
    if (chunk.length < 8) break;
    const type = chunk.toString('latin1', 0, 4);
    const length = chunk.readUInt32LE(4);
    if (type === 'ANMF') frames += 1;
    if (type === 'EXIF') {
      header.orientation = exifOrientation(await source.some(at + 8, Math.min(length, 64 << 10)));
    }
    at += 8 + length + (length & 1);
  }
  return { ...header, frames: Math.max(frames, 1) };
}
