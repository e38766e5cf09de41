import { describe, expect, it } from 'vitest';
import { crossingFaces, overlappingTexels } from './uv-overlap.ts';

describe('overlaps of an atlas', () => {
  it('counts texels under two triangles, not those on a shared edge', () => {
    const square = [0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1];
    expect(overlappingTexels(square, 64)).toBe(0);
    expect(overlappingTexels([...square, 0, 0, 0.5, 0, 0, 0.5], 64)).toBeGreaterThan(300);
  });

  it('finds where the border of a piece crosses itself', () => {
    // A strip of four triangles bent so that its last reaches over its first.
    const corners = [0, 1, 2, 2, 1, 3, 2, 3, 4, 4, 3, 5];
    const open = [0, 0, 1, 0, 0, 1, 1, 1, 0, 2, 1, 2];
    expect(crossingFaces(corners, open).size).toBe(0);
    const bent = [...open];
    bent[10] = 0.5;
    bent[11] = -0.5;
    expect(crossingFaces(corners, bent).size).toBeGreaterThan(0);
  });
});
