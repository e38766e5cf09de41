/**
 * Where a surface cuts itself.
 *
 * Triangles are sorted into a uniform grid; pairs that share a cell and whose boxes overlap are tested, each in
 * the lowest cell that both cover, so no set of seen pairs is needed. A grid beats a tree here because the
 * triangles of a body are alike in size.
 *
 * Of 76,000 overlapping pairs in half a body, 398 are no neighbours. Neighbours over an edge never count, and those
 * that meet in one corner are answered corner by corner ({@link evenFans}) instead of pair by pair: 45 ms became
 * 23 for the 25,000 triangles of a body; its left half alone (`findMirrored`) takes 11.
 */
import { evenFans } from './even-fan.ts';
import { areaNormal } from './normals.ts';
import { makeTriangleGrid, type TriangleGrid } from './triangle-grid.ts';
import type { Positions, TriangleMesh } from './triangle-mesh.ts';
import { segmentPierces, trianglesIntersect } from './triangle-triangle.ts';

export interface SelfIntersection {
  /** Pairs of triangle indices, two numbers a pair, each pair once, the lower first. */
  pairs: Uint32Array;
}

/**
 * Finds the pairs of triangles that cut each other. Neighbours that share one corner count when the far edge
 * of one pierces the other; neighbours that share an edge never count (a fold is not a cut).
 * @param limit stop after so many pairs; 1 answers "does it?" soonest
 */
export function findSelfIntersections(
  mesh: TriangleMesh,
  limit = Number.POSITIVE_INFINITY,
): SelfIntersection {
  const { positions, triangles } = mesh;
  const grid = makeTriangleGrid(mesh);
  const { boxes, start, items } = grid;
  const even = evenFans(mesh);
  const pairs: number[] = [];
  for (let cell = 0; cell + 1 < start.length; cell++) {
    const end = start[cell + 1] as number;
    for (let i = start[cell] as number; i < end; i++) {
      const s = items[i] as number;
      for (let j = i + 1; j < end; j++) {
        const t = items[j] as number;
        if (!boxesOverlap(boxes, s, t)) continue;
        const shared = sharedCorner(triangles, s, t);
        if (shared === EDGE || (shared >= 0 && even[shared] === 1)) continue;
        if (grid.firstCommonCell(s, t) !== cell || !cut(positions, triangles, grid, s, t)) continue;
        pairs.push(Math.min(s, t), Math.max(s, t));
        if (pairs.length >= 2 * limit) return { pairs: Uint32Array.from(pairs) };
      }
    }
  }
  return { pairs: Uint32Array.from(pairs) };
}

const EDGE = -2;

/** The vertex that both triangles have; −1 when they have none, `EDGE` when more than one. */
function sharedCorner(triangles: Uint32Array, s: number, t: number): number {
  const a = triangles[s * 3] as number;
  const b = triangles[s * 3 + 1] as number;
  const c = triangles[s * 3 + 2] as number;
  let found = -1;
  for (let i = t * 3; i < t * 3 + 3; i++) {
    const v = triangles[i] as number;
    if (v !== a && v !== b && v !== c) continue;
    if (found >= 0) return EDGE;
    found = v;
  }
  return found;
}

const a: [number, number, number] = [0, 0, 0];
const b: [number, number, number] = [0, 0, 0];

function cut(
  positions: Positions,
  triangles: Uint32Array,
  { size, reach }: TriangleGrid,
  s: number,
  t: number,
): boolean {
  for (let c = 0; c < 3; c++) {
    a[c] = (triangles[s * 3 + c] as number) * 3;
    b[c] = (triangles[t * 3 + c] as number) * 3;
  }
  // Most pairs leave here: one triangle lies wholly on one side of the other's plane.
  const tolerance = size ** 2 * reach * 1e-13;
  if (oneSided(positions, a, b, tolerance) || oneSided(positions, b, a, tolerance)) return false;
  let shared = 0;
  let ownA = 0;
  let ownB = 0;
  for (let c = 0; c < 3; c++) {
    if (a[c] === b[0] || a[c] === b[1] || a[c] === b[2]) {
      shared++;
      ownA = c;
    }
    if (b[c] === a[0] || b[c] === a[1] || b[c] === a[2]) ownB = c;
  }
  if (shared === 0) return trianglesIntersect(positions, a, b);
  return (
    segmentPierces(positions, a[(ownA + 1) % 3] as number, a[(ownA + 2) % 3] as number, b) ||
    segmentPierces(positions, b[(ownB + 1) % 3] as number, b[(ownB + 2) % 3] as number, a)
  );
}

/** Clearly off the plane of a triangle with at least one corner, and none clearly off it on the other side. */
function oneSided(
  p: Positions,
  of: readonly [number, number, number],
  corners: readonly [number, number, number],
  tolerance: number,
): boolean {
  areaNormal(p, of[0], of[1], of[2], normal);
  const [nx, ny, nz] = normal;
  const [o, i, j, k] = [of[0], ...corners];
  const d = nx * (p[o] as number) + ny * (p[o + 1] as number) + nz * (p[o + 2] as number);
  const u = nx * (p[i] as number) + ny * (p[i + 1] as number) + nz * (p[i + 2] as number) - d;
  const v = nx * (p[j] as number) + ny * (p[j + 1] as number) + nz * (p[j + 2] as number) - d;
  const w = nx * (p[k] as number) + ny * (p[k + 1] as number) + nz * (p[k + 2] as number) - d;
  return Math.min(u, v, w) > -tolerance ? Math.max(u, v, w) > tolerance : Math.max(u, v, w) < tolerance;
}

const normal: [number, number, number] = [0, 0, 0];

function boxesOverlap(boxes: Float64Array, s: number, t: number): boolean {
  const a = s * 6;
  const b = t * 6;
  return (
    (boxes[a] as number) <= (boxes[b + 3] as number) &&
    (boxes[b] as number) <= (boxes[a + 3] as number) &&
    (boxes[a + 1] as number) <= (boxes[b + 4] as number) &&
    (boxes[b + 1] as number) <= (boxes[a + 4] as number) &&
    (boxes[a + 2] as number) <= (boxes[b + 5] as number) &&
    (boxes[b + 2] as number) <= (boxes[a + 5] as number)
  );
}
