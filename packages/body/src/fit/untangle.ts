import { findMirrored } from '../mesh/mirror.ts';
import { findSelfIntersections } from '../mesh/self-intersection.ts';
import { vertexNeighbours } from '../mesh/topology.ts';
import type { Positions } from '../mesh/triangle-mesh.ts';
import type { BodyTemplate } from '../template/template.ts';
import type { ShapeSpace } from './shape-space.ts';

const neighbourLists = new WeakMap<BodyTemplate, ReturnType<typeof vertexNeighbours>>();

/**
 * Takes a shape out of itself. The base body does not cut itself, so where a shape does, it has moved
 * neighbouring places too differently: there the displacement from the base is smoothed, in a region that grows
 * with every round, until nothing cuts or the rounds are used up.
 * @param positions metres; not changed
 * @returns what to add to the positions, metres, and how many pairs of triangles cut each other
 *   before and after; undefined when nothing cuts
 */
export function untangle(
  space: ShapeSpace,
  positions: Positions,
  rounds = 8,
): { correction: Float64Array; before: number; left: number } | undefined {
  const { template } = space;
  const { triangles, vertexCount, positions: base } = template;
  let pairs = cutPairs(space, positions);
  if (pairs.length === 0) return undefined;
  const before = pairs.length / 2;
  const neighbours = neighbourLists.get(template) ?? vertexNeighbours(triangles, vertexCount);
  neighbourLists.set(template, neighbours);
  const moved = Float64Array.from(positions);
  const blame = new Float64Array(vertexCount);
  for (let round = 0; round < rounds && pairs.length > 0; round++) {
    for (const triangle of pairs) {
      for (let c = 0; c < 3; c++) blame[triangles[triangle * 3 + c] as number] = 1;
    }
    const weight = spread(blame, neighbours, 4 + 2 * round);
    for (let pass = 0; pass < 6; pass++) smooth(moved, base, weight, neighbours);
    pairs = cutPairs(space, moved);
  }
  return {
    correction: moved.map((value, i) => value - (positions[i] as number)),
    before,
    left: pairs.length / 2,
  };
}

/** Two triangles a pair. Smoothing keeps the halves alike, so that one may always answer for both. */
function cutPairs({ template, mirror }: ShapeSpace, positions: Positions): Uint32Array {
  if (mirror) return findMirrored(mirror, positions);
  return findSelfIntersections({ positions, triangles: template.triangles }).pairs;
}

type Neighbours = ReturnType<typeof vertexNeighbours>;

/** 1 at the blamed vertices, falling evenly to 0 over so many rings round them. */
function spread(blame: Float64Array, { start, list }: Neighbours, rings: number): Float64Array {
  const weight = Float64Array.from(blame);
  for (let ring = 1; ring < rings; ring++) {
    const value = 1 - ring / rings;
    const before = Float64Array.from(weight);
    for (let v = 0; v < weight.length; v++) {
      if (before[v] !== 0) continue;
      for (let i = start[v] as number; i < (start[v + 1] as number); i++) {
        if (before[list[i] as number] !== 0) {
          weight[v] = value;
          break;
        }
      }
    }
  }
  return weight;
}

/** One pass that moves each displacement towards the mean of its neighbours', as far as its weight says. */
function smooth(
  moved: Float64Array,
  base: Float32Array,
  weight: Float64Array,
  { start, list }: Neighbours,
): void {
  const off = moved.map((value, i) => value - (base[i] as number));
  for (let v = 0; v < weight.length; v++) {
    const w = weight[v] as number;
    if (w === 0) continue;
    const from = start[v] as number;
    const to = start[v + 1] as number;
    for (let axis = 0; axis < 3; axis++) {
      let sum = 0;
      for (let i = from; i < to; i++) sum += off[(list[i] as number) * 3 + axis] as number;
      const own = off[v * 3 + axis] as number;
      moved[v * 3 + axis] = (base[v * 3 + axis] as number) + own + w * 0.8 * (sum / (to - from) - own);
    }
  }
}
