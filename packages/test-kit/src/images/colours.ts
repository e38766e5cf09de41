import sharp, { type Sharp } from 'sharp';
import type { Rgb } from './orientation-chart.ts';

/** Side of each patch in pixels. */
const PATCH = 32;

/** Side by side in every picture of this file; in sRGB, muted enough to lie within CMYK. */
export const PATCHES: readonly Rgb[] = [
  [190, 80, 60],
  [90, 150, 90],
  [70, 90, 150],
  [200, 180, 110],
  [128, 128, 128],
];

/** The centre of a patch in a picture made by this file. */
export function patchCentre(index: number): { x: number; y: number } {
  return { x: index * PATCH + PATCH / 2, y: PATCH / 2 };
}

function patches(): Sharp {
  const width = PATCHES.length * PATCH;
  const data = Buffer.alloc(width * PATCH * 3);
  for (let at = 0; at < width * PATCH; at += 1) {
    const colour = PATCHES[Math.floor((at % width) / PATCH)];
    if (colour !== undefined) data.set(colour, at * 3);
  }
  return sharp(data, { raw: { width, height: PATCH, channels: 3 } });
}

/**
 * The patches of `cmykJpeg` as ImageMagick 6 with Little CMS shows them: the inks reproduce the colours only
 * roughly. Taken as plain percentages, without the profile, the grey would be 92.
 */
export const CMYK_PATCHES: readonly Rgb[] = [
  [185, 69, 46],
  [81, 144, 80],
  [59, 83, 135],
  [191, 173, 103],
  [110, 110, 112],
];

/** Four inks, with the profile of the printer. */
export function cmykJpeg(): Promise<Buffer> {
  return patches().toColourspace('cmyk').withIccProfile('cmyk').jpeg({ quality: 98 }).toBuffer();
}

/** 16 bits for each channel. */
export function png16(): Promise<Buffer> {
  return patches().toColourspace('rgb16').png().toBuffer();
}

/** Display P3, as phones write: other numbers for the same colours. */
export function p3Picture(format: 'png' | 'jpeg' | 'webp' | 'avif' = 'png'): Promise<Buffer> {
  const picture = patches().withIccProfile('p3');
  if (format === 'jpeg') return picture.jpeg({ quality: 98, chromaSubsampling: '4:4:4' }).toBuffer();
  if (format === 'webp') return picture.webp({ lossless: true }).toBuffer();
  if (format === 'avif')
    return picture.avif({ quality: 95, effort: 0, chromaSubsampling: '4:4:4' }).toBuffer();
  return picture.png().toBuffer();
}

/** One channel, without colour. */
export function greyPicture(format: 'png' | 'jpeg' = 'jpeg'): Promise<Buffer> {
  const picture = patches().toColourspace('b-w');
  return format === 'png' ? picture.png().toBuffer() : picture.jpeg({ quality: 98 }).toBuffer();
}

/** Left half red, right half fully transparent. */
export function alphaPicture(format: 'png' | 'webp' = 'webp'): Promise<Buffer> {
  const [width, height] = [80, 60];
  const data = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    if (at % width < width / 2) data.set([200, 40, 40, 255], at * 4);
  }
  const picture = sharp(data, { raw: { width, height, channels: 4 } });
  return format === 'png' ? picture.png().toBuffer() : picture.webp({ lossless: true }).toBuffer();
}
