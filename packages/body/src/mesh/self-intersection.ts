/**
 * Where a surface cuts itself.
 *
 * Triangles are sorted into a uniform grid; pairs that share a cell and whose boxes overlap are tested.
 * A pair is tested only in the lowest cell that both boxes cover, so no set of seen pairs is needed.
 * A grid beats a tree here because the triangles of a body are alike in size: 26,000 triangles take a few
 * tens of milliseconds.
 */

import { areaNormal } from './normals.ts';
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
  const count = triangles.length / 3;
  const boxes = boundingBoxes(mesh);
  const grid = makeGrid(boxes, count);
  const planes = planesOf(mesh);
  const tolerance = grid.size ** 2 * grid.reach * 1e-13;
  const pairs: number[] = [];
  for (let cell = 0; cell + 1 < grid.start.length; cell++) {
    const end = grid.start[cell + 1] as number;
    for (let i = grid.start[cell] as number; i < end; i++) {
      const s = grid.items[i] as number;
      for (let j = i + 1; j < end; j++) {
        const t = grid.items[j] as number;
        if (!boxesOverlap(boxes, s, t) || lowestCommonCell(grid, boxes, s, t) !== cell) continue;
        if (!cut(positions, triangles, planes, tolerance, s, t)) continue;
        pairs.push(Math.min(s, t), Math.max(s, t));
        if (pairs.length >= 2 * limit) return { pairs: Uint32Array.from(pairs) };
      }
    }
  }
  return { pairs: Uint32Array.from(pairs) };
}

const a: [number, number, number] = [0, 0, 0];
const b: [number, number, number] = [0, 0, 0];

function cut(
  positions: Positions,
  triangles: Uint32Array,
  planes: Float64Array,
  tolerance: number,
  s: number,
  t: number,
): boolean {
  for (let c = 0; c < 3; c++) {
    a[c] = (triangles[s * 3 + c] as number) * 3;
    b[c] = (triangles[t * 3 + c] as number) * 3;
  }
  // Nearly all pairs leave here: one triangle lies wholly on one side of the other's plane.
  if (oneSided(positions, planes, s, b, tolerance) || oneSided(positions, planes, t, a, tolerance))
    return false;
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
  if (shared > 1) return false;
  return (
    segmentPierces(positions, a[(ownA + 1) % 3] as number, a[(ownA + 2) % 3] as number, b) ||
    segmentPierces(positions, b[(ownB + 1) % 3] as number, b[(ownB + 2) % 3] as number, a)
  );
}

/** Clearly off the plane with at least one corner, and none clearly off it on the other side. */
function oneSided(
  p: Positions,
  planes: Float64Array,
  of: number,
  corners: readonly [number, number, number],
  tolerance: number,
): boolean {
  const nx = planes[of * 4] as number;
  const ny = planes[of * 4 + 1] as number;
  const nz = planes[of * 4 + 2] as number;
  const d = planes[of * 4 + 3] as number;
  const [i, j, k] = corners;
  const u = nx * (p[i] as number) + ny * (p[i + 1] as number) + nz * (p[i + 2] as number) - d;
  const v = nx * (p[j] as number) + ny * (p[j + 1] as number) + nz * (p[j + 2] as number) - d;
  const w = nx * (p[k] as number) + ny * (p[k + 1] as number) + nz * (p[k + 2] as number) - d;
  return Math.min(u, v, w) > -tolerance ? Math.max(u, v, w) > tolerance : Math.max(u, v, w) < tolerance;
}

/** The plane of each triangle: its normal, twice the area long, and the offset. */
function planesOf({ positions, triangles }: TriangleMesh): Float64Array {
  const planes = new Float64Array((triangles.length / 3) * 4);
  const normal: [number, number, number] = [0, 0, 0];
  for (let t = 0; t < triangles.length / 3; t++) {
    const corner = (triangles[t * 3] as number) * 3;
    areaNormal(
      positions,
      corner,
      (triangles[t * 3 + 1] as number) * 3,
      (triangles[t * 3 + 2] as number) * 3,
      normal,
    );
    planes.set(normal, t * 4);
    planes[t * 4 + 3] =
      normal[0] * (positions[corner] as number) +
      normal[1] * (positions[corner + 1] as number) +
      normal[2] * (positions[corner + 2] as number);
  }
  return planes;
}

/** min xyz, max xyz of each triangle. */
function boundingBoxes({ positions, triangles }: TriangleMesh): Float64Array {
  const boxes = new Float64Array(triangles.length * 2);
  for (let t = 0; t < triangles.length / 3; t++) {
    const a = (triangles[t * 3] as number) * 3;
    const b = (triangles[t * 3 + 1] as number) * 3;
    const c = (triangles[t * 3 + 2] as number) * 3;
    for (let axis = 0; axis < 3; axis++) {
      const x = positions[a + axis] as number;
      const y = positions[b + axis] as number;
      const z = positions[c + axis] as number;
      boxes[t * 6 + axis] = Math.min(x, y, z);
      boxes[t * 6 + 3 + axis] = Math.max(x, y, z);
    }
  }
  return boxes;
}

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

interface Grid {
  origin: readonly [number, number, number];
  size: number;
  /** Largest coordinate, for the bound of rounding. */
  reach: number;
  counts: readonly [number, number, number];
  start: Uint32Array;
  items: Uint32Array;
}

function makeGrid(boxes: Float64Array, count: number): Grid {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  let extents = 0;
  for (let t = 0; t < count; t++) {
    for (let axis = 0; axis < 3; axis++) {
      const from = boxes[t * 6 + axis] as number;
      const to = boxes[t * 6 + 3 + axis] as number;
      low[axis] = Math.min(low[axis] as number, from);
      high[axis] = Math.max(high[axis] as number, to);
      extents += to - from;
    }
  }
  const span = high.map((value, axis) => value - (low[axis] as number));
  const volume = span.reduce((product, value) => product * Math.max(value, 1e-9), 1);
  // Twice the mean extent holds most triangles in one or two cells; the second bound caps the grid's memory.
  const size = Math.max((2 * extents) / (3 * count), Math.cbrt(volume / 2_000_000), 1e-9);
  const counts = span.map((value) => Math.floor(value / size) + 1) as [number, number, number];
  const grid: Grid = {
    origin: low,
    size,
    reach: Math.max(size, ...low.map(Math.abs), ...high.map(Math.abs)),
    counts,
    start: new Uint32Array(counts[0] * counts[1] * counts[2] + 1),
    items: new Uint32Array(0),
  };
  forEachCell(grid, boxes, count, (cell) => {
    grid.start[cell + 1] = (grid.start[cell + 1] as number) + 1;
  });
  for (let i = 1; i < grid.start.length; i++) {
    grid.start[i] = (grid.start[i] as number) + (grid.start[i - 1] as number);
  }
  grid.items = new Uint32Array(grid.start[grid.start.length - 1] as number);
  const next = grid.start.slice();
  forEachCell(grid, boxes, count, (cell, triangle) => {
    const at = next[cell] as number;
    grid.items[at] = triangle;
    next[cell] = at + 1;
  });
  return grid;
}

function forEachCell(
  grid: Grid,
  boxes: Float64Array,
  count: number,
  visit: (cell: number, triangle: number) => void,
): void {
  for (let t = 0; t < count; t++) {
    const b = t * 6;
    const i1 = cellOf(grid, 0, boxes[b + 3] as number);
    const j1 = cellOf(grid, 1, boxes[b + 4] as number);
    const k1 = cellOf(grid, 2, boxes[b + 5] as number);
    for (let k = cellOf(grid, 2, boxes[b + 2] as number); k <= k1; k++) {
      for (let j = cellOf(grid, 1, boxes[b + 1] as number); j <= j1; j++) {
        for (let i = cellOf(grid, 0, boxes[b] as number); i <= i1; i++) {
          visit((k * grid.counts[1] + j) * grid.counts[0] + i, t);
        }
      }
    }
  }
}

function cellOf(grid: Grid, axis: 0 | 1 | 2, value: number): number {
  const cell = Math.floor((value - grid.origin[axis]) / grid.size);
  return cell >= grid.counts[axis] ? grid.counts[axis] - 1 : cell;
}

function lowestCommonCell(grid: Grid, boxes: Float64Array, s: number, t: number): number {
  const i = cellOf(grid, 0, Math.max(boxes[s * 6] as number, boxes[t * 6] as number));
  const j = cellOf(grid, 1, Math.max(boxes[s * 6 + 1] as number, boxes[t * 6 + 1] as number));
  const k = cellOf(grid, 2, Math.max(boxes[s * 6 + 2] as number, boxes[t * 6 + 2] as number));
  return (k * grid.counts[1] + j) * grid.counts[0] + i;
}
