import { chartDistance, METADATA_MARKS, onDisk, orientationChart, photo, tinyHeic } from '@likeness/test-kit';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { inspect } from './inspect.ts';
import { renderPhoto } from './render-photo.ts';
import { withExifBlock } from './testing/exif-block.ts';

const rendered = (bytes: Buffer, longest = 2048) =>
  onDisk(bytes, async (path) => renderPhoto(path, await inspect(path), { longest }));

it('is no larger than asked, full in colour, and holds nothing but pixels', async () => {
  const { bytes, width, height } = await rendered(await photo({ gps: true, icc: 'p3', seed: 3 }), 200);
  const made = await sharp(bytes).metadata();
  expect([made.format, made.width, made.height]).toEqual(['jpeg', width, height]);
  expect(Math.max(width, height)).toBe(200);
  expect(made.chromaSubsampling).toBe('4:4:4');
  expect([made.exif, made.icc, made.xmp, made.iptc]).toEqual([undefined, undefined, undefined, undefined]);
  expect(METADATA_MARKS.filter((mark) => bytes.includes(mark))).toEqual([]);
});

it.each([6, 8])('EXIF orientation %i comes out upright', async (orientation) => {
  expect(await chartDistance((await rendered(await orientationChart(orientation))).bytes)).toBeLessThan(40);
});

it('an iPhone picture is read too', async () => {
  expect((await rendered(tinyHeic())).width).toBeGreaterThan(0);
});

const taken = async (exif: Record<number, number>) =>
  withExifBlock(
    await sharp({ create: { width: 400, height: 300, channels: 3, background: '#777' } })
      .jpeg()
      .toBuffer(),
    exif,
  );

it('tells the focal length in its own pixels, unless the picture was cropped', async () => {
  const camera = { 41989: 26, 40962: 4000, 40963: 3000 };
  const { focalLength } = await rendered(await taken(camera), 200);
  expect(focalLength).toBeCloseTo((26 / 43.27) * 250, 6);
  expect((await rendered(await taken({ ...camera, 40963: 2250 }))).focalLength).toBeUndefined();
  expect((await rendered(await taken({}))).focalLength).toBeUndefined();
});
