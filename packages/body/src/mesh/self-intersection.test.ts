import { cylinder, ellipsoid, moved, ringSolid, together } from '@likeness/test-kit/bodies';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findSelfIntersections } from './self-intersection.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { trianglesIntersect } from './triangle-triangle.ts';

/** The slow way: every pair of triangles without a common vertex, one after another. */
function everyPair({ positions, triangles }: TriangleMesh): Set<string> {
  const found = new Set<string>();
  const corners = (t: number) =>
    [0, 1, 2].map((c) => (triangles[t * 3 + c] as number) * 3) as [number, number, number];
  for (let s = 0; s < triangles.length / 3; s++) {
    for (let t = s + 1; t < triangles.length / 3; t++) {
      if (corners(s).some((v) => corners(t).includes(v))) continue;
      if (trianglesIntersect(positions, corners(s), corners(t))) found.add(`${s},${t}`);
    }
  }
  return found;
}

const asSet = (pairs: Uint32Array): Set<string> =>
  new Set(Array.from({ length: pairs.length / 2 }, (_, i) => `${pairs[2 * i]},${pairs[2 * i + 1]}`));

describe('findSelfIntersections', () => {
  it('finds nothing on simple solids, nor on two that stand apart or touch', () => {
    expect(findSelfIntersections(cylinder(0.2, 0.1, 1, 64)).pairs).toHaveLength(0);
    expect(findSelfIntersections(ellipsoid(0.2, 0.5, 0.3, 48, 24)).pairs).toHaveLength(0);
    const one = cylinder(0.2, 0.2, 1, 32);
    expect(findSelfIntersections(together(one, moved(one, 0, 1, [0.5, 0, 0]))).pairs).toHaveLength(0);
  });

  it('finds the same pairs as testing every pair, wherever two cylinders are put', () => {
    const one = cylinder(0.2, 0.15, 0.6, 14, 4);
    fc.assert(
      fc.property(
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: -700, max: 700 }),
        fc.integer({ min: 0, max: 6000 }),
        (x, y, angle) => {
          // Off the round numbers: whether caps that meet in one plane to the last bit overlap, rounding decides.
          const at = [x / 1000, y / 1000 + 0.00037, x / 3000] as const;
          const both = together(one, moved(one, angle / 1000, 0.9, at));
          expect(asSet(findSelfIntersections(both).pairs)).toEqual(everyPair(both));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('finds a pinched tube whose wall runs through itself', () => {
    const pinched = ringSolid(
      [
        { y: 0, rx: 0.2, rz: 0.2 },
        { y: 0.5, rx: -0.05, rz: 0.2 },
        { y: 1, rx: 0.2, rz: 0.2 },
      ],
      24,
    );
    expect(findSelfIntersections(pinched).pairs.length).toBeGreaterThan(0);
    expect(findSelfIntersections(pinched, 1).pairs).toHaveLength(2);
  });

  it('counts two sheets that lie in each other, but not neighbours in one plane', () => {
    const flat = Float64Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0, 0.2, 0.2, 0, 1.2, 0.2, 0, 0.2, 1.2, 0]);
    const sheets = { positions: flat, triangles: Uint32Array.from([0, 1, 2, 3, 4, 5]) };
    expect(findSelfIntersections(sheets).pairs).toHaveLength(2);
    const square = Float64Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0]);
    const neighbours = { positions: square, triangles: Uint32Array.from([0, 1, 2, 2, 1, 3]) };
    expect(findSelfIntersections(neighbours).pairs).toHaveLength(0);
  });

  it('finds a corner that is folded through its neighbour', () => {
    const positions = Float64Array.from([0, 0, 0, 1, 0, 0, 0, 1, 0, 0.4, 0.2, 1, 0.4, 0.2, -1]);
    const mesh = { positions, triangles: Uint32Array.from([0, 1, 2, 0, 3, 4]) };
    expect(findSelfIntersections(mesh).pairs).toHaveLength(2);
  });

  it('answers within 200 ms for the triangles of a body', () => {
    const body = together(ellipsoid(0.2, 0.85, 0.15, 128, 102));
    expect(body.triangles.length / 3).toBeGreaterThan(25_000);
    findSelfIntersections(body);
    // Processor time, so that a busy machine does not decide.
    const before = process.cpuUsage();
    findSelfIntersections(body);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(200);
  });
});
