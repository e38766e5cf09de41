import { describe, expect, it } from 'vitest';
import { bump, capsule, ellipsoid, ridge, sampleGradient, smoothMin, tiltedEllipsoid } from './fields.ts';

describe('fields', () => {
  it('a smooth minimum is exact outside its blend and lower inside', () => {
    expect(smoothMin(1, 5, 2)).toBe(1);
    expect(smoothMin(1, 1, 2)).toBe(0.5);
  });

  it('a capsule is the distance to its axis less its radius', () => {
    expect(capsule(3, 5, 0, [0, 0, 0], [0, 10, 0], 1, 2)).toBeCloseTo(3 - 1.5, 12);
    expect(capsule(0, 14, 0, [0, 0, 0], [0, 10, 0], 1, 2)).toBeCloseTo(2, 12);
  });

  it('an ellipsoid is zero on its skin, turned or not', () => {
    expect(ellipsoid(3, 0, 0, [0, 0, 0], [3, 2, 1])).toBeCloseTo(0, 12);
    const turned = tiltedEllipsoid([0, 0, 0], [3, 2, 1], [0, 0, Math.PI / 2]);
    expect(turned(0, 3, 0)).toBeCloseTo(0, 12);
  });

  it('bells are 1 in the middle and 0 far away', () => {
    expect(bump(4, 4, 1)).toBe(1);
    expect(bump(40, 4, 1)).toBe(0);
    expect(ridge(0, 5, 0, [0, 0, 0], [0, 10, 0], 1)).toBe(1);
    expect(ridge(9, 5, 0, [0, 0, 0], [0, 10, 0], 1)).toBe(0);
  });

  it('samples value and gradient', () => {
    const out = new Float64Array(4);
    sampleGradient((x, y, z) => 2 * x - 3 * y + z, 1, 2, 3, out);
    expect([...out]).toEqual([
      expect.closeTo(-1, 9),
      expect.closeTo(2, 9),
      expect.closeTo(-3, 9),
      expect.closeTo(1, 9),
    ]);
  });
});
