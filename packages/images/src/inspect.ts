import { open } from 'node:fs/promises';
import { ByteSource } from './byte-source.ts';
import { damaged } from './errors.ts';
import { readGifHeader } from './headers/gif.ts';
import type { Header } from './headers/header.ts';
import { readHeifHeader } from './headers/heif.ts';
import { readJpegHeader } from './headers/jpeg.ts';
import { readPngHeader } from './headers/png.ts';
import { readWebpHeader } from './headers/webp.ts';
import { checkLimits, DEFAULT_LIMITS, type ImageLimits } from './limits.ts';
import { sniff } from './sniff.ts';
import type { ImageInfo, SourceFormat } from './types.ts';

type Reader = (source: ByteSource, limits: ImageLimits) => Promise<Header>;

const READERS: Record<SourceFormat, Reader> = {
  jpeg: readJpegHeader,
  png: readPngHeader,
  gif: (source, limits) => readGifHeader(source, limits.maxFrames),
  webp: (source, limits) => readWebpHeader(source, limits.maxFrames),
  avif: readHeifHeader,
  heic: readHeifHeader,
};

/**
 * Reads the header of a picture and refuses what may not be decoded. No decoder is involved: the readers in
 * `headers/` step through the file with a window of 64 KB, so a pixel bomb costs what any small file costs.
 *
 * @param source a local file by its path, or bytes
 * @param limits see `DEFAULT_LIMITS`
 * @returns the size as it will be seen, upright
 * @throws ImageError with the reason
 * @example const info = await inspect('/tmp/upload', { maxPixels: 20e6 });
 */
export async function inspect(
  source: string | Uint8Array,
  limits: Partial<ImageLimits> = {},
): Promise<ImageInfo> {
  const all: ImageLimits = { ...DEFAULT_LIMITS, ...limits };
  if (typeof source !== 'string') return readInfo(new ByteSource(source), all);
  const file = await open(source, 'r');
  try {
    return await readInfo(new ByteSource(file, (await file.stat()).size), all);
  } finally {
    await file.close();
  }
}

async function readInfo(source: ByteSource, limits: ImageLimits): Promise<ImageInfo> {
  const format = sniff(await source.some(0, 4096));
  const header = await READERS[format](source, limits).catch(readPastTheEnd);
  const sideways = header.orientation >= 5;
  const width = sideways ? header.height : header.width;
  const height = sideways ? header.width : header.height;
  if (width === 0 || height === 0) throw damaged('its header says that it has no pixels');
  checkLimits(width, height, header.frames, limits);
  return {
    format,
    width,
    height,
    frames: header.frames,
    animated: header.frames > 1,
    pixels: width * height * header.frames,
  };
}

/** Offsets inside a header are the sender's; one that points outside of its block ends here. */
function readPastTheEnd(error: unknown): never {
  throw error instanceof RangeError ? damaged('a part of its header is cut off', error) : error;
}
