import { overlaySvg } from '@likeness/vision';
import { decodePhoto, type ReadPhoto } from '@likeness/vision/node';
import sharp from 'sharp';
import type { PhotoBytes } from './open-photos.ts';

/** Pixels of each picture's longer side. */
const LONGEST = 1_280;

/**
 * The photos side by side with what was seen in them: the outline and the landmarks.
 * @returns PNG without metadata
 */
export async function photoOverlay(bytes: PhotoBytes, seen: readonly ReadPhoto[]): Promise<Buffer> {
  const pictures = await Promise.all(
    seen.flatMap((photo) => {
      const own = photo.kind === 'back' ? undefined : bytes[photo.kind];
      return own === undefined ? [] : [drawnOver(own, photo)];
    }),
  );
  const width = pictures.reduce((sum, picture) => sum + picture.width, 0);
  const height = Math.max(...pictures.map((picture) => picture.height));
  let left = 0;
  const inputs = pictures.map((picture) => {
    const input = { input: picture.png, left, top: 0 };
    left += picture.width;
    return input;
  });
  return sharp({ create: { width, height, channels: 3, background: '#d6d9de' } })
    .composite(inputs)
    .removeAlpha()
    .png()
    .toBuffer();
}

async function drawnOver(bytes: Uint8Array, seen: ReadPhoto) {
  const photo = await decodePhoto(bytes, { longest: LONGEST });
  const { width, height } = photo;
  const drawing = Buffer.from(overlaySvg(seen, { width, height }));
  const png = await sharp(photo.rgb, { raw: { width, height, channels: 3 } })
    .composite([{ input: drawing }])
    .png()
    .toBuffer();
  return { width, height, png };
}
