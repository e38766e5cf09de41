import {
  animation,
  lyingHeic,
  lyingPng,
  onDisk,
  PNG_SIGNATURE,
  photo,
  pixelBombPng,
  pngChunk,
  pngHeader,
  tinyHeic,
  truncatedJpeg,
} from '@likeness/test-kit';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { inspect } from './inspect.ts';
import { render } from './render.ts';
import type { ImageInfo } from './types.ts';

const sizes = [{ name: 'small', box: 50, fit: 'cover' as const }];
const rendered = (bytes: Buffer) =>
  onDisk(bytes, async (path) => render(path, await inspect(path), { sizes }));
const half = (bytes: Buffer): Buffer => bytes.subarray(0, Math.floor(bytes.length * 0.6));

describe('a damaged picture is refused', () => {
  test.each([
    ['a JPEG cut in the middle', () => truncatedJpeg(0.5)],
    ['a JPEG that lacks its last bytes', () => truncatedJpeg(0.98)],
    ['a PNG', async () => half(await photo({ format: 'png' }))],
    ['a WebP', async () => half(await photo({ format: 'webp' }))],
    ['an AVIF', async () => half(await photo({ format: 'avif' }))],
    ['a GIF', async () => half(await animation({ frames: 8 }))],
    ['an animated WebP', async () => half(await animation({ format: 'webp', frames: 8 }))],
    ['a HEIC', async () => half(tinyHeic())],
    ['a HEIC smaller in its container than in its stream', async () => lyingHeic(64, 48)],
    ['a HEIC larger in its container than in its stream', async () => lyingHeic(640, 480)],
    [
      'a PNG without pixels',
      async () => Buffer.concat([PNG_SIGNATURE, pngHeader(9, 9, false), pngChunk('IEND')]),
    ],
  ])('%s', async (_, build) => {
    await expect(rendered(await build())).rejects.toMatchObject({
      code: 'damaged_image',
      message: expect.stringMatching(/damaged.*Save it again/),
    });
  });

  test('the thread that decodes HEIC goes on after one', async () => {
    await expect(rendered(half(tinyHeic()))).rejects.toMatchObject({ code: 'damaged_image' });
    expect((await rendered(tinyHeic())).renditions).toHaveLength(2);
  });
});

test('data behind a header that lies costs no more than the header says', async () => {
  const { renditions } = await rendered(lyingPng());
  expect(renditions[0]).toMatchObject({ width: 10, height: 10 });
});

test('the decoder is held to what the header check has accepted', async () => {
  const small: ImageInfo = { format: 'png', width: 10, height: 10, frames: 1, animated: false, pixels: 100 };
  await expect(onDisk(pixelBombPng(2_000), (path) => render(path, small, { sizes }))).rejects.toMatchObject({
    code: 'damaged_image',
  });
});

test('the harmless faults of cameras pass', async () => {
  const jpeg = await photo({ width: 64, height: 48 });
  const scan = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const stray = Buffer.concat([jpeg.subarray(0, scan), Buffer.from([0, 0, 0]), jpeg.subarray(scan)]);
  // "Invalid SOS parameters for sequential JPEG", as some phones write.
  const spectral = Buffer.from(jpeg);
  spectral.writeUInt8(0, scan + 2 + spectral.readUInt16BE(scan + 2) - 2);
  for (const bytes of [stray, spectral]) {
    await expect(sharp(bytes, { failOn: 'warning' }).raw().toBuffer()).rejects.toThrow(/JPEG|SOS/i);
    expect((await rendered(bytes)).renditions).toHaveLength(2);
  }
});
