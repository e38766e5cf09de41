import { describe, expect, it } from 'vitest';
import { polygonise } from './marching-tetrahedra.ts';
import { mirrored, orientedLargestPiece, signedVolume } from './mesh.ts';
import { meshQuality } from './mesh-quality.ts';
import { remesh } from './remesh.ts';

const ball = (x: number, y: number, z: number): number => Math.hypot(x, y - 10, z) - 5;
const bounds = [
  [0, 3, -7],
  [7, 17, 7],
] as const;

describe('from field to mesh', () => {
  it('makes a closed ball of even triangles from half of it', () => {
    const raw = orientedLargestPiece(polygonise(ball, bounds, 0.5, []));
    const whole = mirrored(remesh(raw, ball, () => 0.9));
    const quality = meshQuality(whole.positions, whole.triangles);
    expect(quality).toMatchObject({ euler: 2, openEdges: 0 });
    expect(quality.smallestAngle).toBeGreaterThan(28);
    expect(signedVolume(whole.positions, whole.triangles) / ((4 / 3) * Math.PI * 125)).toBeCloseTo(1, 1);
  });

  it('a magnified place gets more triangles and leaves no gap', () => {
    const plain = orientedLargestPiece(polygonise(ball, bounds, 0.5, []));
    const wide = [
      [0, -6, -16],
      [16, 26, 16],
    ] as const;
    const fine = orientedLargestPiece(polygonise(ball, wide, 0.5, [{ centre: [0, 14, 0], radius: 3 }]));
    expect(fine.triangles.length).toBeGreaterThan(plain.triangles.length * 1.3);
    const whole = mirrored(fine);
    expect(meshQuality(whole.positions, whole.triangles)).toMatchObject({ euler: 2, openEdges: 0 });
  });

  it('a ring has Euler characteristic 0: handles are seen', () => {
    const ring = (x: number, y: number, z: number): number => Math.hypot(Math.hypot(x, z) - 5, y - 10) - 1.5;
    const raw = orientedLargestPiece(polygonise(ring, bounds, 0.5, []));
    const whole = mirrored(raw);
    expect(meshQuality(whole.positions, whole.triangles).euler).toBe(0);
  });
});
