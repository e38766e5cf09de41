import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  outputSize,
  rescaleRect,
  rotatedSize,
  scaled,
  sharedScale,
  squareAt,
  wholePixels,
} from './geometry.ts';

const side = fc.integer({ min: 1, max: 12_000 });
const picture = fc.record({ width: side, height: side });
const spec = fc.record({
  name: fc.constant('size'),
  box: fc.option(fc.integer({ min: 1, max: 4_000 })),
  fit: fc.constantFrom('cover' as const, 'inside' as const),
});

describe('sizes', () => {
  test('never exceed their box nor, unless asked, the picture', () => {
    fc.assert(
      fc.property(picture, spec, (from, size) => {
        const made = outputSize(size, from, false);
        expect(made.width).toBeGreaterThanOrEqual(1);
        expect(made.height).toBeGreaterThanOrEqual(1);
        expect(made.width).toBeLessThanOrEqual(Math.min(from.width, size.box ?? from.width));
        expect(made.height).toBeLessThanOrEqual(Math.min(from.height, size.box ?? from.height));
        expect(made.width === made.height || size.fit === 'inside').toBe(true);
      }),
    );
  });

  test('fill their box when enlarging is asked for', () => {
    fc.assert(
      fc.property(picture, spec, (from, size) => {
        const made = outputSize(size, from, true);
        const longest =
          size.fit === 'inside' ? Math.max(from.width, from.height) : Math.min(from.width, from.height);
        expect(Math.max(made.width, made.height)).toBe(size.box ?? longest);
      }),
    );
  });

  test('find enough pixels in the shared copy', () => {
    fc.assert(
      fc.property(picture, fc.array(spec, { minLength: 1, maxLength: 6 }), (from, sizes) => {
        const scale = sharedScale(sizes, from);
        expect(scale).toBeLessThanOrEqual(1);
        const copy = scaled(from, scale);
        for (const size of sizes) {
          const made = outputSize(size, from, false);
          const room = size.fit === 'inside' ? copy.width : Math.min(copy.width, copy.height);
          expect(made.width).toBeLessThanOrEqual(room);
        }
      }),
    );
  });
});

describe('parts', () => {
  test('the square is the largest and lies inside', () => {
    fc.assert(
      fc.property(picture, fc.double({ min: 0, max: 1, noNaN: true }), (from, along) => {
        const square = squareAt(from, along);
        expect(square.side).toBe(Math.min(from.width, from.height));
        expect(square.x).toBeGreaterThanOrEqual(0);
        expect(square.y).toBeGreaterThanOrEqual(0);
        expect(square.x + square.side).toBeLessThanOrEqual(from.width);
        expect(square.y + square.side).toBeLessThanOrEqual(from.height);
      }),
    );
  });

  test('a part stays inside at any scale', () => {
    const within = picture.chain((from) =>
      fc.record({ from: fc.constant(from), x: fc.nat(from.width - 1), y: fc.nat(from.height - 1) }),
    );
    fc.assert(
      fc.property(within, picture, ({ from, x, y }, to) => {
        const rect = rescaleRect({ x, y, width: from.width - x, height: from.height - y }, from, to);
        expect(Math.min(rect.x, rect.y)).toBeGreaterThanOrEqual(0);
        expect(Math.min(rect.width, rect.height)).toBeGreaterThanOrEqual(1);
        expect(rect.x + rect.width).toBeLessThanOrEqual(to.width);
        expect(rect.y + rect.height).toBeLessThanOrEqual(to.height);
      }),
    );
  });

  test.each([
    { x: -1, y: 0, width: 10, height: 10 },
    { x: 0, y: 0, width: 101, height: 10 },
    { x: 0, y: 45, width: 10, height: 10 },
    { x: 5, y: 5, width: 0, height: 10 },
    { x: Number.NaN, y: 0, width: 10, height: 10 },
    { x: 0, y: 0, width: Number.POSITIVE_INFINITY, height: 10 },
  ])('a crop of $width×$height at $x,$y is refused', (crop) => {
    expect(() => wholePixels(crop, { width: 100, height: 50 })).toThrow(
      expect.objectContaining({ code: 'crop_outside_picture', message: expect.stringContaining('100×50') }),
    );
  });

  test('a crop drawn with fractions takes the nearest pixels', () => {
    const crop = wholePixels({ x: 0.4, y: 10.6, width: 99.7, height: 30.2 }, { width: 100, height: 50 });
    expect(crop).toEqual({ x: 0, y: 11, width: 100, height: 30 });
  });

  test('quarter turns swap the sides, other angles widen the box', () => {
    expect(rotatedSize({ width: 30, height: 20 }, 90)).toEqual({ width: 20, height: 30 });
    expect(rotatedSize({ width: 30, height: 20 }, 180)).toEqual({ width: 30, height: 20 });
    expect(rotatedSize({ width: 100, height: 100 }, 45)).toEqual({ width: 141, height: 141 });
  });
});
