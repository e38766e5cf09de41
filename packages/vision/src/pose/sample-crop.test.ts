import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Photo } from '../types.ts';
import { sampleCrop } from './sample-crop.ts';

const photoOf = (
  width: number,
  height: number,
  value: (x: number, y: number, band: number) => number,
): Photo => {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < rgb.length; i += 1) {
    rgb[i] = value(Math.floor(i / 3) % width, Math.floor(i / 3 / width), i % 3);
  }
  return { width, height, rgb };
};
const unit = { range: [0, 255], beyond: 'edge' } as const;

describe('sampleCrop', () => {
  it('takes the pixels themselves at their own size', () => {
    const photo = photoOf(8, 6, (x, y, band) => x * 20 + y * 3 + band);
    const crop = sampleCrop(photo, { left: 2, top: 1, side: 4 }, { size: 4, ...unit });
    expect([...crop]).toEqual(
      Array.from(
        { length: 48 },
        (_, i) => (Math.floor(i / 3) % 4) * 20 + 40 + (Math.floor(i / 12) + 1) * 3 + (i % 3),
      ),
    );
  });

  it('keeps the mean of what it shrinks, as no sampling at points does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 16 }), (seed, size) => {
        let state = seed;
        const photo = photoOf(64, 64, () => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
          return state >>> 24;
        });
        const mean = (values: Iterable<number>): number => {
          const all = [...values];
          return all.reduce((a, b) => a + b, 0) / all.length;
        };
        const crop = sampleCrop(photo, { left: 0, top: 0, side: 64 }, { size, ...unit });
        expect(mean(crop)).toBeCloseTo(mean(photo.rgb), 3);
      }),
      { numRuns: 30 },
    );
  });

  it('keeps a slope straight whatever the scale and the place', () => {
    const photo = photoOf(100, 100, (x, y) => x + y);
    fc.assert(
      fc.property(
        fc.double({ min: 10, max: 60, noNaN: true }),
        fc.double({ min: 10, max: 60, noNaN: true }),
        fc.double({ min: 3, max: 29, noNaN: true }),
        fc.integer({ min: 1, max: 40 }),
        (left, top, side, size) => {
          const crop = sampleCrop(photo, { left, top, side }, { size, ...unit });
          for (const cell of [0, size * size - 1]) {
            const at = (axis: number): number => ((axis + 0.5) * side) / size - 0.5;
            const wanted = left + at(cell % size) + top + at(Math.floor(cell / size));
            // Area means of a staircase differ from the slope by less than a step.
            expect(Math.abs((crop[cell * 3] as number) - wanted)).toBeLessThan(0.51);
          }
        },
      ),
    );
  });

  it('is black beyond the photo, or goes on with its edge', () => {
    const photo = photoOf(4, 4, () => 200);
    const crop = { left: -4, top: -4, side: 12 };
    const cells = (beyond: 'black' | 'edge') =>
      [...sampleCrop(photo, crop, { size: 3, range: [-1, 1], beyond })].filter((_, i) => i % 3 === 0);
    const bright = expect.closeTo(200 / 127.5 - 1, 5);
    expect(cells('black')).toEqual([-1, -1, -1, -1, bright, -1, -1, -1, -1]);
    expect(cells('edge')).toEqual(Array(9).fill(bright));
  });

  it('accepts a crop that lies wholly beyond', () => {
    const photo = photoOf(4, 4, () => 9);
    const far = { left: 50, top: -90, side: 8 };
    expect(new Set(sampleCrop(photo, far, { size: 2, range: [0, 1], beyond: 'black' }))).toEqual(
      new Set([0]),
    );
    expect(new Set(sampleCrop(photo, far, { size: 2, ...unit }))).toEqual(new Set([9]));
  });
});
