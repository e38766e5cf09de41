import type { HalfBody } from './shrink-wrap.ts';

/** One pair a corner of the left half, within the left half of the atlas. */
export function makeAtlas(half: HalfBody, _labels: readonly string[]): Float64Array {
  const { positions, triangles } = half.mesh;
  return Float64Array.from({ length: triangles.length * 2 }, (_, i) => {
    const v = triangles[i >> 1]! * 3;
    return i % 2 === 0 ? 0.5 - positions[v]! / 200 : positions[v + 1]! / 200;
  });
}
