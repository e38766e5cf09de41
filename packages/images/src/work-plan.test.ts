import * as fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { rotatedSize } from './geometry.ts';
import { render } from './render.ts';
import type { ImageInfo, RenderOptions, SizeSpec } from './types.ts';
import { planWork, workPixels } from './work-plan.ts';

const UNIFIED: SizeSpec[] = [
  { name: 'small', box: 32, fit: 'cover' },
  { name: 'medium', box: 150, fit: 'cover' },
  { name: 'large', box: 300, fit: 'cover' },
  { name: 'original', box: null, fit: 'inside' },
];
const SQUARES = UNIFIED.slice(0, 3);
const squares = 32 ** 2 + 150 ** 2 + 300 ** 2;

function picture(width: number, height: number, frames = 1): ImageInfo {
  const pixels = width * height * frames;
  return { format: 'png', width, height, frames, animated: frames > 1, pixels };
}
const refusal = (code: string, ...words: string[]): unknown =>
  expect.objectContaining({ code, message: expect.stringMatching(words.join('.*')) });

describe('workPixels', () => {
  test.each<[string, ImageInfo, RenderOptions, number]>([
    ['the source, when little is made of it', picture(4_000, 3_000), { sizes: SQUARES }, 12e6],
    ['all frames of the source', picture(400, 300, 20), { sizes: SQUARES.slice(0, 1) }, 2.4e6],
    ['all outputs', picture(4_000, 3_000), { sizes: UNIFIED }, 12e6 + squares],
    [
      'the turned copy',
      picture(1_000, 1_000),
      { sizes: [{ name: 'a', box: 1_414, fit: 'cover' }], rotate: 45 },
      1_414 ** 2,
    ],
    [
      'enlarged outputs',
      picture(10, 10),
      { sizes: [{ name: 'a', box: 5_000, fit: 'cover' }], enlarge: true },
      25e6,
    ],
    [
      'the source, of which a turned part is kept',
      picture(1_000, 1_000),
      { sizes: UNIFIED, rotate: 45, crop: { x: 700, y: 700, width: 20, height: 20 } },
      1e6,
    ],
  ])('counts %s', (_, info, options, pixels) => {
    expect(workPixels(info, options)).toBe(pixels);
  });

  test('holds what is turned to the limits', () => {
    expect(() => workPixels(picture(7_000, 7_000), { sizes: UNIFIED, rotate: 44 })).toThrow(
      refusal('image_too_many_pixels', 'turned picture of 9,898×9,898', '98 megapixels', '50 megapixels'),
    );
    expect(() => workPixels(picture(11_900, 2_000), { sizes: UNIFIED, rotate: 10 })).toThrow(
      refusal('image_side_too_long', 'turned picture is 12,067×', '12,000'),
    );
    expect(() => workPixels(picture(1_000, 1_000, 40), { sizes: SQUARES, rotate: 45 })).toThrow(
      refusal('image_too_many_pixels', 'turned animation of 40 frames'),
    );
    expect(workPixels(picture(12_000, 4_000), { sizes: UNIFIED, rotate: 270 })).toBe(48e6 + squares);
    const crop = { x: 3_000, y: 3_000, width: 4_000, height: 4_000 };
    expect(workPixels(picture(7_000, 7_000), { sizes: UNIFIED, rotate: 44, crop })).toBe(49e6);
  });

  test('holds every output to the limits, those of the caller before our own', () => {
    const sizes: SizeSpec[] = [...SQUARES, { name: 'wall', box: 9_000, fit: 'cover' }];
    expect(() => workPixels(picture(100, 100), { sizes, enlarge: true })).toThrow(
      refusal('image_too_many_pixels', 'size "wall" of 9,000×9,000'),
    );
    expect(workPixels(picture(100, 100), { sizes })).toBe(32 ** 2 + 3 * 100 ** 2);
    const limits = { maxPixels: 100e6, maxSide: 8_000 };
    expect(() => workPixels(picture(100, 100), { sizes, enlarge: true, limits })).toThrow(
      refusal('image_side_too_long', 'size "wall"', '8,000'),
    );
    expect(
      workPixels(picture(7_000, 7_000), { sizes: SQUARES, rotate: 44, limits: { maxPixels: 1e8 } }),
    ).toBe(49e6);
  });

  test('refuses a crop that lies outside', () => {
    const crop = { x: 90, y: 0, width: 20, height: 20 };
    expect(() => workPixels(picture(100, 100), { sizes: SQUARES, crop })).toThrow(
      refusal('crop_outside_picture'),
    );
  });

  test('render refuses the same, without touching the file', async () => {
    const rendering = render('/nowhere/at/all', picture(7_000, 7_000), { sizes: UNIFIED, rotate: 44 });
    await expect(rendering).rejects.toMatchObject({ code: 'image_too_many_pixels' });
  });
});

describe('planWork', () => {
  test('never counts less than the source, nor plans outside of it', () => {
    const side = fc.integer({ min: 1, max: 3_000 });
    fc.assert(
      fc.property(side, side, fc.double({ min: -720, max: 720, noNaN: true }), (width, height, rotate) => {
        const { read, region, full, pixels } = planWork({ width, height }, 1, {
          sizes: SQUARES,
          rotate,
          crop: { x: 0, y: 0, ...rotatedSize({ width, height }, rotate) },
        });
        expect(pixels).toBeGreaterThanOrEqual(width * height);
        expect(read.width <= width && read.height <= height).toBe(true);
        const whole = rotatedSize(read, rotate);
        expect(region).toEqual({ x: 0, y: 0, ...whole });
        expect(full).toEqual(rotatedSize({ width, height }, rotate));
      }),
    );
  });

  // The crop is cut in the pass that turns, so its place is told before libvips tells the size.
  test('knows the size that libvips gives a turned picture', async () => {
    const side = fc.integer({ min: 1, max: 400 });
    await fc.assert(
      fc.asyncProperty(
        side,
        side,
        fc.double({ min: 0, max: 360, noNaN: true }),
        async (width, height, degrees) => {
          const create = { width, height, channels: 3 as const, background: '#fff' };
          const { info } = await sharp({ create })
            .rotate(degrees)
            .raw()
            .toBuffer({ resolveWithObject: true });
          expect({ width: info.width, height: info.height }).toEqual(rotatedSize({ width, height }, degrees));
        },
      ),
      { numRuns: 300 },
    );
  });
});
