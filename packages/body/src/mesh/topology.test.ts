import { cylinder, ellipseGirth, ellipsoid, ringSolid, together } from '@likeness/test-kit/bodies';
import { describe, expect, it } from 'vitest';
import { vertexNormals } from './normals.ts';
import { nearestSurfacePoint, surfacePosition } from './surface-point.ts';
import { buildTopology, vertexNeighbours } from './topology.ts';
import { signedVolume, surfaceArea } from './volume.ts';

describe('buildTopology', () => {
  it('knows a closed surface and its Euler number', () => {
    const { closed, euler, components } = buildTopology(cylinder(0.2, 0.1, 1, 32).triangles);
    expect({ closed, euler, components }).toEqual({ closed: true, euler: 2, components: 1 });
  });

  it('counts pieces', () => {
    const one = cylinder(0.2, 0.1, 1, 8);
    const { closed, euler, components } = buildTopology(together(one, one, one).triangles);
    expect({ closed, euler, components }).toEqual({ closed: true, euler: 6, components: 3 });
  });

  it('sees a missing triangle, a turned one and an edge with three', () => {
    const { triangles } = cylinder(0.2, 0.1, 1, 8);
    expect(buildTopology(triangles.slice(3)).closed).toBe(false);
    const turned = triangles.slice();
    turned.set([triangles[1] as number, triangles[0] as number], 0);
    expect(buildTopology(turned).closed).toBe(false);
    expect(buildTopology(Uint32Array.from([...triangles, ...triangles.slice(0, 3)])).closed).toBe(false);
  });

  it('leads across every edge and back', () => {
    const { triangles } = ellipsoid(0.2, 0.5, 0.3, 16, 8);
    const { neighbours } = buildTopology(triangles);
    neighbours.forEach((other, i) => {
      const back = [0, 1, 2].map((e) => neighbours[other * 3 + e]);
      expect(back).toContain(Math.floor(i / 3));
    });
  });
});

it('vertexNeighbours lists each neighbour once', () => {
  const { start, list } = vertexNeighbours(Uint32Array.from([0, 1, 2, 2, 1, 3]), 4);
  const of = (v: number) => Array.from(list.slice(start[v], start[v + 1])).sort();
  expect([of(0), of(1), of(2), of(3)]).toEqual([
    [1, 2],
    [0, 2, 3],
    [0, 1, 3],
    [1, 2],
  ]);
});

describe('volume, area and normals', () => {
  const can = cylinder(0.3, 0.2, 0.5, 512);

  it('match the formulas', () => {
    expect(signedVolume(can)).toBeCloseTo(Math.PI * 0.3 * 0.2 * 0.5, 5);
    expect(surfaceArea(can)).toBeCloseTo(ellipseGirth(0.3, 0.2) * 0.5 + 2 * Math.PI * 0.06, 4);
    expect(signedVolume(ellipsoid(0.2, 0.5, 0.3))).toBeCloseTo((4 / 3) * Math.PI * 0.03, 3);
  });

  it('turn negative inside out', () => {
    expect(signedVolume({ ...can, triangles: can.triangles.toReversed() })).toBeLessThan(0);
  });

  it('point outward, and stay finite for a vertex without triangles', () => {
    const solid = ringSolid(
      [
        { y: 0, rx: 1, rz: 1 },
        { y: 1, rx: 1, rz: 1 },
      ],
      12,
    );
    const normals = vertexNormals({ ...solid, positions: Float64Array.from([...solid.positions, 9, 9, 9]) });
    for (let i = 0; i < 24 * 3; i += 3) {
      const outward =
        (normals[i] as number) * (solid.positions[i] as number) +
        (normals[i + 2] as number) * (solid.positions[i + 2] as number);
      expect(outward).toBeGreaterThan(0.3);
    }
    expect(Array.from(normals.slice(-3))).toEqual([0, 1, 0]);
  });
});

it('nearestSurfacePoint puts a place onto the surface, inside triangles, on edges and at corners', () => {
  const can = cylinder(0.3, 0.3, 1, 64);
  for (const place of [
    [0.5, 0.52, 0.1],
    [0, 2, 0.01],
    [1, 1.2, 0],
  ] as [number, number, number][]) {
    const found = nearestSurfacePoint(can, place);
    const at = surfacePosition(can, found);
    expect(Math.hypot(...at.map((v, i) => v - (place[i] as number)))).toBeCloseTo(found.distance, 10);
    expect(found.weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  }
  expect(nearestSurfacePoint(can, [0, 2, 0.01]).distance).toBeCloseTo(1, 9);
});
