import { decodePhoto, type ReadPhoto } from '@likeness/vision/node';
import sharp from 'sharp';
import type { PhotoBytes } from './open-photos.ts';

/** Pixels of each picture's longer side. */
const LONGEST = 1_280;

/** Lines between landmarks, by MediaPipe's numbers. */
const BONES = [
  [11, 12],
  [11, 13],
  [13, 15],
  [12, 14],
  [14, 16],
  [11, 23],
  [12, 24],
  [23, 24],
  [23, 25],
  [25, 27],
  [24, 26],
  [26, 28],
  [27, 31],
  [28, 32],
] as const;

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
  const drawing = Buffer.from(svgOf(seen, width, height));
  const png = await sharp(photo.rgb, { raw: { width, height, channels: 3 } })
    .composite([{ input: drawing }])
    .png()
    .toBuffer();
  return { width, height, png };
}

/** What was seen, as a drawing of this size. */
export function svgOf({ outline, landmarks, ...seen }: ReadPhoto, width: number, height: number): string {
  const scale = width / seen.width;
  const line = Math.max(1.5, height / 500);
  const at = (value: number) => (value * scale).toFixed(1);
  const rings = outline.map((ring) => {
    const points = Array.from(
      { length: ring.length / 2 },
      (_, i) => `${at(ring[2 * i] ?? 0)} ${at(ring[2 * i + 1] ?? 0)}`,
    );
    return `M${points.join('L')}Z`;
  });
  const bones = BONES.flatMap(([from, to]) => {
    const [a, b] = [landmarks[from], landmarks[to]];
    return a && b ? [`M${at(a.x)} ${at(a.y)}L${at(b.x)} ${at(b.y)}`] : [];
  });
  const dots = landmarks.map(
    ({ x, y }) => `<circle cx="${at(x)}" cy="${at(y)}" r="${(1.4 * line).toFixed(1)}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<path d="${rings.join('')}" fill="#19c8ff" fill-opacity="0.12" fill-rule="evenodd" stroke="#0a84ff" stroke-width="${line}"/>
<path d="${bones.join('')}" fill="none" stroke="#ffffff" stroke-opacity="0.85" stroke-width="${line}"/>
<g fill="#ff2d87">${dots.join('')}</g>
</svg>`;
}
