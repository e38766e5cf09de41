import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aboutTheMiddle,
  cropOf,
  keepInside,
  type Placement,
  type Stage,
  smallestZoom,
  turnedSize,
  wholeCrop,
} from './framing.ts';

const length = fc.integer({ min: 1, max: 12_000 });
const any = fc.record({
  picture: fc.record({ width: length, height: length }),
  window: fc.integer({ min: 40, max: 600 }),
  x: fc.integer({ min: -3_000, max: 3_000 }),
  y: fc.integer({ min: -3_000, max: 3_000 }),
  zoom: fc.double({ min: 0.1, max: 8, noNaN: true }),
  rotation: fc.oneof(
    fc.constantFrom(0, 90, 180, 270, 45, -45),
    fc.double({ min: -360, max: 360, noNaN: true }),
  ),
});

function stageOf(picture: { width: number; height: number }, window: number): Stage {
  const scale = window / 0.86 / Math.min(picture.width, picture.height);
  return { media: { width: picture.width * scale, height: picture.height * scale }, window };
}

/** The corners of the window along the sides of the picture, from its middle. */
function cornersOf({ x, y, rotation }: Placement, { window }: Stage): [number, number][] {
  const angle = (-rotation * Math.PI) / 180;
  return [-0.5, 0.5].flatMap((dx) =>
    [-0.5, 0.5].map((dy): [number, number] => {
      const [sx, sy] = [dx * window - x, dy * window - y];
      return [sx * Math.cos(angle) - sy * Math.sin(angle), sx * Math.sin(angle) + sy * Math.cos(angle)];
    }),
  );
}

describe('keepInside', () => {
  it('leaves no corner of the window outside of the picture, however it lies', () => {
    fc.assert(
      fc.property(any, ({ picture, window, ...placement }) => {
        const stage = stageOf(picture, window);
        const held = keepInside(placement, stage);
        for (const [x, y] of cornersOf(held, stage)) {
          expect(Math.abs(x)).toBeLessThanOrEqual((stage.media.width * held.zoom) / 2 + 1e-6 * window * 1e3);
          expect(Math.abs(y)).toBeLessThanOrEqual((stage.media.height * held.zoom) / 2 + 1e-6 * window * 1e3);
        }
      }),
    );
  });

  it('lets be what lies inside', () => {
    fc.assert(
      fc.property(any, ({ picture, window, ...placement }) => {
        const stage = stageOf(picture, window);
        const held = keepInside(placement, stage);
        const again = keepInside(held, stage);
        expect(again.x).toBeCloseTo(held.x, 5);
        expect(again.y).toBeCloseTo(held.y, 5);
        expect(again.zoom).toBe(held.zoom);
      }),
    );
  });
});

describe('wholeCrop', () => {
  it('is a square of whole pixels within the turned picture', () => {
    fc.assert(
      fc.property(any, ({ picture, window, ...placement }) => {
        const stage = stageOf(picture, window);
        const { rotate, crop } = wholeCrop(cropOf(keepInside(placement, stage), stage, picture), picture);
        const box = turnedSize(picture, rotate);
        for (const value of Object.values(crop)) expect(Number.isInteger(value)).toBe(true);
        expect(crop.width).toBe(crop.height);
        expect(crop.width).toBeGreaterThanOrEqual(1);
        expect(Math.min(crop.x, crop.y)).toBeGreaterThanOrEqual(0);
        expect(crop.x + crop.width).toBeLessThanOrEqual(box.width);
        expect(crop.y + crop.height).toBeLessThanOrEqual(box.height);
        expect(rotate).toBeGreaterThanOrEqual(0);
        expect(rotate).toBeLessThan(360);
      }),
    );
  });

  it('takes the middle square of a picture that nobody has touched', () => {
    const picture = { width: 1600, height: 1200 };
    const stage = stageOf(picture, 300);
    const placement = { x: 0, y: 0, rotation: 0, zoom: smallestZoom(stage, 0) };
    expect(wholeCrop(cropOf(placement, stage, picture), picture)).toEqual({
      rotate: 0,
      crop: { x: 200, y: 0, width: 1200, height: 1200 },
    });
  });

  it('a picture moved to the right shows more of its left', () => {
    const picture = { width: 120, height: 80 };
    const stage = stageOf(picture, 80);
    const far = keepInside({ x: 1_000, y: 0, rotation: 0, zoom: smallestZoom(stage, 0) }, stage);
    expect(wholeCrop(cropOf(far, stage, picture), picture).crop).toEqual({
      x: 0,
      y: 0,
      width: 80,
      height: 80,
    });
  });
});

describe('aboutTheMiddle', () => {
  it('keeps what is in the middle of the window there', () => {
    const picture = { width: 4_000, height: 3_000 };
    const stage = stageOf(picture, 300);
    const middleOf = (placement: Placement) => {
      const [nw, , , se] = cornersOf(placement, stage) as [
        [number, number],
        unknown,
        unknown,
        [number, number],
      ];
      return [(nw[0] + se[0]) / 2 / placement.zoom, (nw[1] + se[1]) / 2 / placement.zoom];
    };
    const before: Placement = { x: 40, y: -25, rotation: 10, zoom: 2 };
    const [x, y] = middleOf(aboutTheMiddle(before, 100, 3.5));
    const [wasX, wasY] = middleOf(before);
    expect(x).toBeCloseTo(wasX ?? Number.NaN, 9);
    expect(y).toBeCloseTo(wasY ?? Number.NaN, 9);
  });
});
