import sharp from 'sharp';
import { pipeline, toFrames } from './frames.ts';
import { outputSize, rescaleSquare, type Size } from './geometry.ts';
import type { AvifRendition, SizeSpec, Square } from './types.ts';

// AVIF effort, measured on 800×600 of a photograph at quality 60 (ms, kB):
// 1: 135, 42.3 · 2: 327, 42.0 · 3: 411, 40.6 · 4: 2061, 39.6.
const EFFORT = 2;

/**
 * Makes one size in AVIF from a stored rendition, when somebody asks for it. An animation gives its first frame.
 *
 * @param source the bytes of the stored `original`, JPEG or WebP
 * @param square what the square sizes show, in pixels of the full picture
 * @param original the size of the full upright, cropped picture, of which `source` is a smaller copy
 * @param quality 1 to 100; 60 looks like a JPEG of 85
 */
export async function renderAvif(
  source: Buffer,
  size: SizeSpec,
  square: Square,
  original: Size,
  quality = 60,
): Promise<AvifRendition> {
  const stored = await toFrames(sharp(source, { failOn: 'error' }), 1);
  let picture = pipeline(stored);
  if (size.fit === 'cover') {
    const cut = rescaleSquare(square, original, stored);
    picture = picture.extract({ left: cut.x, top: cut.y, width: cut.side, height: cut.side });
  }
  const { width, height } = outputSize(
    size,
    size.fit === 'cover' ? { width: square.side, height: square.side } : original,
    false,
  );
  const bytes = await picture
    .resize({ width, height, fit: 'fill' })
    .avif({ quality, effort: EFFORT, chromaSubsampling: '4:2:0' })
    .toBuffer();
  return {
    name: size.name,
    format: 'avif',
    contentType: 'image/avif',
    bytes,
    width,
    height,
    animated: false,
  };
}
