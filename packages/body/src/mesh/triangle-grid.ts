import type { TriangleMesh } from './triangle-mesh.ts';

/** Triangles sorted into the cells of a uniform grid that their boxes touch. */
export interface TriangleGrid {
  /** min xyz, max xyz of each triangle. */
  boxes: Float64Array;
  /** Side of a cell. */
  size: number;
  /** Largest coordinate, for bounds of rounding. */
  reach: number;
  /** Triangles of a cell are `items[start[cell] … start[cell + 1]]`. */
  start: Uint32Array;
  items: Uint32Array;
  /** The lowest cell that the boxes of both triangles cover: a pair that shares many cells is met in this one. */
  firstCommonCell(s: number, t: number): number;
}

/** Sorts the triangles of a mesh into a grid whose cells are twice as wide as a triangle on average. */
export function makeTriangleGrid(mesh: TriangleMesh): TriangleGrid {
  const boxes = boundingBoxes(mesh);
  const count = mesh.triangles.length / 3;
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  let extents = 0;
  for (let t = 0; t < count; t++) {
    for (let axis = 0; axis < 3; axis++) {
      const from = boxes[t * 6 + axis] as number;
      const to = boxes[t * 6 + 3 + axis] as number;
      if (from < (low[axis] as number)) low[axis] = from;
      if (to > (high[axis] as number)) high[axis] = to;
      extents += to - from;
    }
  }
  const span = high.map((value, axis) => value - (low[axis] as number));
  const volume = span.reduce((product, value) => product * Math.max(value, 1e-9), 1);
  // Twice the mean extent holds most triangles in one or two cells; the second bound caps the grid's memory.
  const size = Math.max((2 * extents) / (3 * count), Math.cbrt(volume / 2_000_000), 1e-9);
  const [nx, ny, nz] = span.map((value) => Math.floor(value / size) + 1) as [number, number, number];
  const [lx, ly, lz] = low;
  const x = (value: number): number => Math.min(nx - 1, Math.floor((value - lx) / size));
  const y = (value: number): number => Math.min(ny - 1, Math.floor((value - ly) / size));
  const z = (value: number): number => Math.min(nz - 1, Math.floor((value - lz) / size));

  // Each triangle's range of cells, once; then two passes: count, and place.
  const ranges = new Uint16Array(count * 6);
  const start = new Uint32Array(nx * ny * nz + 1);
  for (let t = 0; t < count; t++) {
    const b = t * 6;
    ranges[b] = x(boxes[b] as number);
    ranges[b + 1] = y(boxes[b + 1] as number);
    ranges[b + 2] = z(boxes[b + 2] as number);
    ranges[b + 3] = x(boxes[b + 3] as number);
    ranges[b + 4] = y(boxes[b + 4] as number);
    ranges[b + 5] = z(boxes[b + 5] as number);
  }
  forEachCell(ranges, nx, ny, (cell) => {
    start[cell + 1] = (start[cell + 1] as number) + 1;
  });
  for (let i = 1; i < start.length; i++) start[i] = (start[i] as number) + (start[i - 1] as number);
  const items = new Uint32Array(start[start.length - 1] as number);
  const next = start.slice();
  forEachCell(ranges, nx, ny, (cell, triangle) => {
    const at = next[cell] as number;
    items[at] = triangle;
    next[cell] = at + 1;
  });
  return {
    boxes,
    size,
    reach: Math.max(size, ...low.map(Math.abs), ...high.map(Math.abs)),
    start,
    items,
    firstCommonCell(s, t) {
      const i = Math.max(ranges[s * 6] as number, ranges[t * 6] as number);
      const j = Math.max(ranges[s * 6 + 1] as number, ranges[t * 6 + 1] as number);
      const k = Math.max(ranges[s * 6 + 2] as number, ranges[t * 6 + 2] as number);
      return (k * ny + j) * nx + i;
    },
  };
}

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

function forEachCell(
  ranges: Uint16Array,
  nx: number,
  ny: number,
  visit: (cell: number, triangle: number) => void,
): void {
  for (let b = 0; b < ranges.length; b += 6) {
    const i1 = ranges[b + 3] as number;
    const j1 = ranges[b + 4] as number;
    const k1 = ranges[b + 5] as number;
    for (let k = ranges[b + 2] as number; k <= k1; k++) {
      for (let j = ranges[b + 1] as number; j <= j1; j++) {
        for (let i = ranges[b] as number; i <= i1; i++) visit((k * ny + j) * nx + i, b / 6);
      }
    }
  }
}
