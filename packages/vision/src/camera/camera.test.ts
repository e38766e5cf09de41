import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { supposeView } from './suppose-view.ts';
import { rowOf, scaleAt, solveView, type ViewGeometry } from './view-geometry.ts';

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
/** In statures and radians: 2 to 4 m, 0.9 to 1.6 m, ±8°. */
const cameras = fc.record({
  distance: between(1.2, 2.4),
  height: between(0.5, 1),
  pitch: between(-0.14, 0.14),
  focal: between(1200, 3600),
  kind: fc.constantFrom('front' as const, 'side' as const),
});
const FEET = { front: 0.092, side: 0.115 } as const;

/** What a camera sees of a person: the rows of vertex (of a rounded head) and feet. */
function seen({
  distance,
  height,
  pitch,
  focal,
  kind,
}: typeof cameras extends fc.Arbitrary<infer T> ? T : never) {
  const view: ViewGeometry = {
    distance,
    height,
    pitch,
    logFocal: Math.log(focal),
    top: 0,
    bottom: 0,
    nearer: 0,
  };
  const up = Math.atan2(height - 1, distance);
  return {
    view,
    top: rowOf(view, 1 + 0.05 * (1 / Math.cos(up) - 1), 0),
    bottom: rowOf(view, 0, FEET[kind]),
  };
}

describe('solveView', () => {
  it('finds distance and height of any camera whose pitch is known', () => {
    fc.assert(
      fc.property(cameras, (camera) => {
        const { top, bottom } = seen(camera);
        const solved = solveView(camera.kind, {
          pitch: camera.pitch,
          logFocal: Math.log(camera.focal),
          top,
          bottom,
          nearer: 0,
        });
        expect(solved.distance / camera.distance).toBeCloseTo(1, 2);
        expect(solved.height).toBeCloseTo(camera.height, 2);
      }),
    );
  });

  it('gives each row its own scale: what is nearer to the lens looks larger', () => {
    const view: ViewGeometry = {
      distance: 1.3,
      height: 0.75,
      pitch: 0,
      logFocal: Math.log(2000),
      top: 0,
      bottom: 0,
      nearer: 0,
    };
    expect(scaleAt(view, 0.7, 0.05)).toBeLessThan(scaleAt(view, 0.7, 0));
    const pitched = { ...view, pitch: 0.09 };
    expect(scaleAt(pitched, 0.2, 0) / scaleAt(pitched, 0.8, 0)).toBeGreaterThan(1.03);
  });
});

describe('supposeView', () => {
  it('holds the true pitch within what it says it may be off by', () => {
    let within = 0;
    let all = 0;
    fc.assert(
      fc.property(cameras, (camera) => {
        const { top, bottom } = seen(camera);
        const photo = { width: 1500, height: 2000, rgb: new Uint8Array(), focalLength: camera.focal };
        const { mean, sigma } = supposeView(photo, camera.kind, { top: top + 1000, bottom: bottom + 1000 });
        all++;
        if (Math.abs(mean.pitch - camera.pitch) < 2 * sigma.pitch) within++;
        expect(Math.abs(mean.pitch - camera.pitch)).toBeLessThan(4 * sigma.pitch);
      }),
      { numRuns: 200 },
    );
    expect(within / all).toBeGreaterThan(0.9);
  });

  it('is less sure of a lens that nobody told of', () => {
    const photo = { width: 1500, height: 2000, rgb: new Uint8Array() };
    const rows = { top: 300, bottom: 1700 };
    const untold = supposeView(photo, 'front', rows);
    const told = supposeView({ ...photo, focalLength: 1500 }, 'front', rows);
    expect(untold.sigma.logFocal).toBeGreaterThan(told.sigma.logFocal);
  });
});
