import {
  cone,
  cylinder,
  ellipseGirth,
  ellipsoid,
  moved,
  ringSolid,
  together,
} from '@likeness/test-kit/bodies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Vec3 } from '../mesh/vec3.ts';
import { breadthOf, girthOf, loopAround, windingNumber } from './girth.ts';
import { type Loop, loopThrough, sliceSurface, surfaceOf } from './loop.ts';
import { planeThrough } from './plane.ts';

const UP: Vec3 = [0, 1, 0];
/** 0.05 cm, in metres. */
const TAPE = 0.0005;

function girthAt(mesh: Parameters<typeof surfaceOf>[0], y: number, axis: Vec3 = [0, y, 0]) {
  const plane = planeThrough([0, y, 0], UP);
  const loop = loopAround(sliceSurface(surfaceOf(mesh), plane), plane, axis) as Loop;
  return { ...girthOf(loop, plane), loop };
}

describe('girths of solids, within 0.05 cm', () => {
  it('cylinder, cone, ellipsoid', () => {
    expect(Math.abs(girthAt(cylinder(0.18, 0.12, 1), 0.513).hull - ellipseGirth(0.18, 0.12))).toBeLessThan(
      TAPE,
    );
    expect(Math.abs(girthAt(cone(0.2, 0.1, 1), 0.25).hull - 2 * Math.PI * 0.175)).toBeLessThan(TAPE);
    const level = Math.sqrt(1 - 0.4 ** 2);
    expect(
      Math.abs(girthAt(ellipsoid(0.2, 0.5, 0.15), 0.7).hull - ellipseGirth(0.2 * level, 0.15 * level)),
    ).toBeLessThan(TAPE);
  });

  it('square to a slanted axis', () => {
    const plane = planeThrough([0, 0.5, 0], [0.3, 1, 0.1]);
    const [loop] = sliceSurface(surfaceOf(cylinder(0.15, 0.15, 1)), plane);
    const tilt = 1 / Math.hypot(0.3, 1, 0.1);
    expect(Math.abs(girthOf(loop as Loop, plane).hull - ellipseGirth(0.15 / tilt, 0.15))).toBeLessThan(TAPE);
  });
});

describe('loops', () => {
  it('never merge an arm into the waist', () => {
    const arm = moved(cylinder(0.05, 0.05, 0.8), 0, 1, [0.4, 0.1, 0]);
    const body = together(cylinder(0.2, 0.2, 1), arm, moved(arm, 0, 1, [-0.8, 0, 0]));
    const surface = surfaceOf(body);
    const plane = planeThrough([0, 0.5, 0], UP);
    expect(sliceSurface(surface, plane)).toHaveLength(3);
    expect(girthAt(body, 0.5).hull).toBeCloseTo(ellipseGirth(0.2, 0.2), 3);
    expect(girthAt(body, 0.5, [0.4, 0.5, 0]).hull).toBeCloseTo(ellipseGirth(0.05, 0.05), 3);
  });

  it('raw goes into a hollow, the tape does not', () => {
    const n = 360;
    const star = ringSolid(
      [0, 1].map((y) => ({ y, rx: 1, rz: 1 })),
      n,
    );
    for (let i = 0; i < 2 * n; i++) {
      const r = 0.2 * (1 - 0.3 * Math.exp(-(((i % n) - 180) ** 2) / 800));
      star.positions[i * 3] = (star.positions[i * 3] as number) * r;
      star.positions[i * 3 + 2] = (star.positions[i * 3 + 2] as number) * r;
    }
    const { raw, hull } = girthAt(star, 0.5);
    expect(raw).toBeGreaterThan(hull + 0.004);
  });

  it('run along an open border and through vertices that lie in the plane', () => {
    const open = cylinder(0.2, 0.2, 1, 16, 4);
    const surface = surfaceOf({ ...open, triangles: open.triangles.slice(0, 6 * 16 * 4 - 30) });
    const plane = planeThrough([0, 0.9, 0], UP);
    const loop = sliceSurface(surface, plane)[0] as Loop;
    expect(loop.closed).toBe(false);
    expect(girthAt(open, 0.5).hull).toBeCloseTo(16 * 2 * 0.2 * Math.sin(Math.PI / 16), 9);
  });

  it('are the same from every triangle on the way', () => {
    const surface = surfaceOf(ellipsoid(0.2, 0.5, 0.15, 32, 16));
    const plane = planeThrough([0, 0.43, 0], [0.2, 1, 0]);
    const whole = sliceSurface(surface, plane)[0] as Loop;
    const girth = girthOf(whole, plane).raw;
    for (const triangle of whole.triangles) {
      expect(girthOf(loopThrough(surface, plane, triangle) as Loop, plane).raw).toBeCloseTo(girth, 12);
    }
    expect(loopThrough(surface, plane, 0)).toBeUndefined();
  });

  it('know inside from outside, and the breadth', () => {
    const { loop } = girthAt(cylinder(0.2, 0.1, 1), 0.5);
    const plane = planeThrough([0, 0.5, 0], UP);
    expect(Math.abs(windingNumber(loop, plane, [0.19, 0.5, 0]))).toBe(1);
    expect(windingNumber(loop, plane, [0.19, 0.5, 0.08])).toBe(0);
    expect(breadthOf(loop, [1, 0, 0]).breadth).toBeCloseTo(0.4, 5);
    expect(breadthOf(loop, [0, 0, 1]).breadth).toBeCloseTo(0.2, 5);
  });

  it('leave out what is not kept', () => {
    const { loop } = girthAt(cylinder(0.2, 0.2, 1), 0.5);
    const plane = planeThrough([0, 0.5, 0], UP);
    const half = girthOf(loop, plane, (i) => 0.5 + (loop.points[i * 3] as number));
    expect(half.hull).toBeCloseTo(Math.PI * 0.2 + 0.4, 3);
  });
});

it('girths move, turn and grow with the body', () => {
  const solid = ellipsoid(0.2, 0.5, 0.15, 40, 20);
  const fine = { noNaN: true, noDefaultInfinity: true };
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 3, ...fine }),
      fc.double({ min: 0.5, max: 2, ...fine }),
      fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -2, max: 2, ...fine }))),
      fc.double({ min: 0.2, max: 0.8, ...fine }),
      (angle, scale, offset, y) => {
        const before = girthAt(solid, y);
        const place: Vec3 = [offset[0] as number, y * scale + (offset[1] as number), offset[2] as number];
        const after = girthAt(moved(solid, angle, scale, offset), place[1], place);
        expect(after.hull).toBeCloseTo(before.hull * scale, 9);
        expect(after.raw).toBeCloseTo(before.raw * scale, 9);
      },
    ),
    { numRuns: 50 },
  );
});
