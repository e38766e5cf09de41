import { animation, chartDistance, coloursAt, onDisk, orientationChart, photo } from '@likeness/test-kit';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { inspect } from './inspect.ts';
import { render } from './render.ts';
import { renderAvif } from './render-avif.ts';
import type { RenderedPicture, SizeSpec } from './types.ts';

const ORIGINAL: SizeSpec = { name: 'original', box: 300, fit: 'inside' };
const SQUARE: SizeSpec = { name: 'medium', box: 100, fit: 'cover' };

const rendered = (bytes: Buffer): Promise<RenderedPicture> =>
  onDisk(bytes, async (path) =>
    render(path, await inspect(path), { sizes: [SQUARE, ORIGINAL], position: 'southeast' }),
  );
const stored = (picture: RenderedPicture, name: string, format: string): Buffer =>
  picture.renditions.find((r) => r.name === name && r.format === format)?.bytes ?? Buffer.alloc(0);

test.each(['webp', 'jpeg'])('shows the same as the other formats, from a stored %s', async (format) => {
  const picture = await rendered(await photo({ width: 900, height: 600 }));
  const source = stored(picture, 'original', format);
  const avif = await renderAvif(source, SQUARE, picture.square, picture);
  expect(avif).toMatchObject({
    name: 'medium',
    format: 'avif',
    contentType: 'image/avif',
    width: 100,
    height: 100,
  });
  expect(await sharp(avif.bytes).metadata()).toMatchObject({
    mediaType: 'image/avif',
    width: 100,
    height: 100,
  });
  const places = [0.15, 0.5, 0.85].flatMap((x) => [0.15, 0.5, 0.85].map((y) => [x, y] as const));
  const soft = async (bytes: Buffer) => coloursAt(await sharp(bytes).blur(3).png().toBuffer(), places);
  const [one, other] = [await soft(avif.bytes), await soft(stored(picture, 'medium', 'webp'))];
  const difference = one.flatMap((colour, n) =>
    colour.map((part, c) => Math.abs(part - (other[n]?.[c] ?? 0))),
  );
  expect(Math.max(...difference)).toBeLessThan(16);
});

test('makes the whole picture, upright, without metadata', async () => {
  const picture = await rendered(await orientationChart(6));
  const avif = await renderAvif(stored(picture, 'original', 'webp'), ORIGINAL, picture.square, picture);
  expect(avif).toMatchObject({ width: 120, height: 80, animated: false });
  expect(await chartDistance(avif.bytes)).toBeLessThan(40);
  for (const mark of ['Exif', 'prof', 'mime']) expect(avif.bytes.includes(mark)).toBe(false);
});

test('takes the first frame of an animation', async () => {
  const picture = await rendered(await animation({ frames: 3 }));
  const avif = await renderAvif(stored(picture, 'original', 'webp'), ORIGINAL, picture.square, picture);
  expect(avif).toMatchObject({ width: 60, height: 40, animated: false });
  const [[red, , blue] = []] = await coloursAt(avif.bytes, [[0.15, 0.5]]);
  expect(red).toBeGreaterThan(blue ?? 0);
});
