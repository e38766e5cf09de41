import {
  animatedOrientationChart,
  animation,
  CHART_SIZE,
  heicOfTwo,
  jpegOfTwoSizes,
  lyingHeic,
  onDisk,
  orientationChart,
  photo,
  pixelBombPng,
  tinyHeic,
  turnedHeic,
} from '@likeness/test-kit';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageError } from './errors.ts';
import { inspect } from './inspect.ts';
import type { ImageLimits } from './limits.ts';

const inspected = (bytes: Uint8Array, limits?: Partial<ImageLimits>) =>
  onDisk(bytes, (path) => inspect(path, limits));

describe('inspect', () => {
  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('reads the size of a %s', async (format) => {
    const info = await inspected(await photo({ width: 301, height: 203, format }));
    expect(info).toEqual({ format, width: 301, height: 203, frames: 1, animated: false, pixels: 301 * 203 });
  });

  test.each([
    ['upright', tinyHeic()],
    ['turned by its container', turnedHeic()],
    ['the second of two', heicOfTwo()],
  ])('reads the size of a HEIC: %s', async (_, bytes) => {
    expect(await inspected(bytes)).toMatchObject({ format: 'heic', ...CHART_SIZE, frames: 1 });
  });

  test.each(['jpeg', 'png', 'webp', 'avif'] as const)('tells the upright size of a %s', async (format) => {
    for (let orientation = 1; orientation <= 8; orientation += 1) {
      expect(await inspected(await orientationChart(orientation, format))).toMatchObject(CHART_SIZE);
    }
  });

  test('tells lossless and lossy WebP without an extended header', async () => {
    const sharp = (await import('sharp')).default;
    const picture = sharp({ create: { width: 33, height: 17, channels: 3, background: 'red' } });
    for (const lossless of [true, false]) {
      expect(await inspected(await picture.clone().webp({ lossless }).toBuffer())).toMatchObject({
        width: 33,
        height: 17,
      });
    }
  });

  test.each(['gif', 'webp'] as const)('counts the frames of a %s', async (format) => {
    const info = await inspected(await animation({ format, frames: 7, width: 60, height: 40 }));
    expect(info).toMatchObject({ width: 60, height: 40, frames: 7, animated: true, pixels: 60 * 40 * 7 });
    expect(await inspected(await animatedOrientationChart(6, 3))).toMatchObject({ ...CHART_SIZE, frames: 3 });
  });

  test.each([
    [
      'too many pixels',
      pixelBombPng(7_100),
      {},
      'image_too_many_pixels',
      /7,100×7,100.*50.4 megapixels.*50 megap/,
    ],
    ['a side too long', pixelBombPng(16_000), {}, 'image_side_too_long', /16,000×16,000.*12,000/],
    ['a HEIC with too many pixels', lyingHeic(9_000, 9_000), {}, 'image_too_many_pixels', /9,000×9,000/],
    ['a HEIC too long within its stream', tinyHeic(), { maxSide: 119 }, 'image_side_too_long', /12\d×/],
    ['an AVIF', undefined, { maxPixels: 100 }, 'image_too_many_pixels', /at most 0 megapixels/],
  ])('refuses %s', async (_, bytes, limits, code, message) => {
    const file = bytes ?? (await photo({ width: 64, height: 48, format: 'avif' }));
    await expect(inspected(file, limits)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  test('refuses too many frames, and too many pixels of all frames together', async () => {
    for (const format of ['gif', 'webp'] as const) {
      const bytes = await animation({ format, frames: 6, width: 60, height: 40 });
      await expect(inspected(bytes, { maxFrames: 5 })).rejects.toMatchObject({
        code: 'image_too_many_frames',
      });
      await expect(inspected(bytes, { maxPixels: 5 * 60 * 40 })).rejects.toMatchObject({
        code: 'image_too_many_pixels',
        message: expect.stringContaining('6 frames'),
      });
    }
  });

  test('refuses a JPEG that states two sizes', async () => {
    await expect(inspected(await jpegOfTwoSizes())).rejects.toMatchObject({ code: 'damaged_image' });
  });

  test('a header that never ends costs little', async () => {
    const stray = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 2]), Buffer.alloc(10 << 20)]);
    const empty = Buffer.concat([
      Buffer.from('GIF89a\0\0\0\0\0\0\0'),
      Buffer.alloc(3 << 20, '!\xfe\0', 'latin1'),
    ]);
    for (const bytes of [stray, empty]) {
      const start = performance.now();
      await expect(inspected(bytes)).rejects.toMatchObject({ code: 'damaged_image' });
      expect(performance.now() - start).toBeLessThan(2_000);
    }
  });

  test('any cut or flipped byte gives an answer or an ImageError', async () => {
    const pictures = [
      await photo({ width: 40, height: 30, gps: true }),
      await photo({ width: 40, height: 30, gps: true, format: 'png' }),
      await photo({ width: 40, height: 30, gps: true, format: 'webp' }),
      await photo({ width: 40, height: 30, gps: true, format: 'avif' }),
      await animation(),
      turnedHeic(),
    ];
    const change = fc.record({
      picture: fc.constantFrom(...pictures),
      kept: fc.double({ min: 0, max: 1, noNaN: true }),
      flips: fc.array(fc.tuple(fc.nat(900), fc.nat(255)), { maxLength: 4 }),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ picture, kept, flips }) => {
        const bytes = Buffer.from(
          picture.subarray(0, kept < 0.5 ? Math.ceil(picture.length * kept * 2) : undefined),
        );
        for (const [at, value] of flips) if (at < bytes.length) bytes[at] = value;
        const answer = await inspected(bytes).catch((error: unknown) => error);
        expect(answer instanceof ImageError ? 'refused' : answer).toSatisfy(
          (given) => given === 'refused' || 'width' in given,
        );
      }),
      { numRuns: 300 },
    );
  });
});
