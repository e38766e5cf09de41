import type { ByteSource } from '../byte-source.ts';
import { damaged } from '../errors.ts';
import { exifOrientation } from './exif.ts';
import type { Header } from './header.ts';

/** IHDR and the eXIf before the pixels (the decoder heeds none behind them). The frames of an APNG are not counted: only its still picture is used. */
export async function readPngHeader(source: ByteSource): Promise<Header> {
  const start = await source.exactly(8, 17);
  if (start.readUInt32BE(0) !== 13) throw damaged('the header of the PNG has a wrong length');
  const width = start.readUInt32BE(8);
  const height = start.readUInt32BE(12);
  let orientation = 1;
  for (let at = 33; ; ) {
    const chunk = await source.some(at, 8);
    if (chunk.length < 8) break;
    const length = chunk.readUInt32BE(0);
    const type = chunk.toString('latin1', 4, 8);
    if (type === 'IDAT' || type === 'IEND') break;
    if (type === 'eXIf') {
      orientation = exifOrientation(await source.some(at + 8, Math.min(length, 64 << 10)));
      break;
    }
    at += 12 + length;
  }
  return { width, height, frames: 1, orientation };
}
