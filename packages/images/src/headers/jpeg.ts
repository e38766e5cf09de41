import type { ByteSource } from '../byte-source.ts';
import { damaged } from '../errors.ts';
import { exifOrientation } from './exif.ts';
import type { Header } from './header.ts';

const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
const APP1 = 0xe1;
/** Steps to the first scan; a photograph takes under a hundred. */
const MOST_STEPS = 100_000;

/** SOF0 to SOF15, without the tables (DHT, JPG, DAC) that share the range. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
/** RSTn, SOI and TEM stand alone, without a length. */
const isBare = (marker: number): boolean => (marker >= 0xd0 && marker <= 0xd8) || marker === 0x01;

/** Walks the segments up to the first scan. */
export async function readJpegHeader(source: ByteSource): Promise<Header> {
  let size: { width: number; height: number } | undefined;
  let orientation: number | undefined;
  for (let at = 2, steps = 0; ; steps += 1) {
    if (steps > MOST_STEPS) throw damaged('the header of the JPEG does not end');
    const [mark, marker] = await source.exactly(at, 2);
    // Stray bytes before a marker, and fill bytes, are skipped as decoders do.
    if (mark !== 0xff || marker === undefined || marker === 0x00 || marker === 0xff) {
      at += 1;
      continue;
    }
    if (isBare(marker)) {
      at += 2;
      continue;
    }
    if (marker === START_OF_SCAN || marker === END_OF_IMAGE) break;
    const length = (await source.exactly(at + 2, 2)).readUInt16BE(0);
    if (length < 2) throw damaged('a segment of the JPEG has no length');
    if (isFrame(marker)) {
      const frame = await source.exactly(at + 4, 5);
      const found = { height: frame.readUInt16BE(1), width: frame.readUInt16BE(3) };
      if (size !== undefined) throw damaged('the JPEG states its size twice');
      size = found;
    } else if (marker === APP1 && orientation === undefined) {
      const block = await source.some(at + 4, length - 2);
      if (block.toString('latin1', 0, 6) === 'Exif\0\0') orientation = exifOrientation(block);
    }
    at += 2 + length;
  }
  if (size === undefined) throw damaged('the JPEG never states its size');
  return { ...size, frames: 1, orientation: orientation ?? 1 };
}
