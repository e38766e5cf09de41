import { buildTopology } from '../mesh/topology.ts';
import type { Positions, TriangleMesh } from '../mesh/triangle-mesh.ts';
import type { Plane } from './plane.ts';

/** A surface whose vertices may be made ready one by one, before they are read. */
export interface Surface extends TriangleMesh {
  /** Across edge e of triangle t: 3t + e, as in Topology. */
  neighbours: Int32Array;
  /** Called before the position of a vertex is read; left out where all positions stand. */
  touch?: (vertex: number) => void;
}

/** The line along which a plane cuts a surface, in order. Each point lies on an edge of the surface. */
export interface Loop {
  closed: boolean;
  /** xyz of each point. */
  points: Float64Array;
  /** The edge of each point, as two vertices, and how far along it the point lies, 0 to 1. */
  from: Uint32Array;
  to: Uint32Array;
  along: Float64Array;
  /** The triangle that is crossed from each point to the next. */
  triangles: Uint32Array;
}

/** Makes a surface of any mesh; the adjacency is built anew unless it is handed in. */
export function surfaceOf(mesh: TriangleMesh, neighbours?: Int32Array): Surface {
  return {
    positions: mesh.positions,
    triangles: mesh.triangles,
    neighbours: neighbours ?? buildTopology(mesh.triangles).neighbours,
  };
}

/**
 * Follows the cut of a plane from one triangle, from neighbour to neighbour, until it comes back. Only the
 * triangles on the way are looked at, so other parts of the body that the plane also cuts (arms beside a waist)
 * never enter. Undefined when the plane does not cut the triangle.
 */
export function loopThrough(surface: Surface, plane: Plane, triangle: number): Loop | undefined {
  const start = exitEdge(surface, plane, triangle);
  if (start < 0) return undefined;
  const ahead = follow(surface, plane, triangle, start);
  if (ahead.closed) return collect(surface, plane, ahead.corners, true);
  // A border: follow the other way as well, and join both pieces at the first triangle.
  const back = follow(surface, plane, triangle, entryEdge(surface, plane, triangle));
  const corners = [...back.corners.toReversed(), ...ahead.corners];
  return collect(surface, plane, corners, false);
}

/** Every loop of the plane through the whole surface. */
export function sliceSurface(surface: Surface, plane: Plane): Loop[] {
  const seen = new Set<number>();
  const loops: Loop[] = [];
  for (let t = 0; t < surface.triangles.length / 3; t++) {
    if (seen.has(t)) continue;
    const loop = loopThrough(surface, plane, t);
    if (!loop) continue;
    seen.add(t);
    for (const crossed of loop.triangles) seen.add(crossed);
    loops.push(loop);
  }
  return loops;
}

// A vertex on the plane counts as above it, so that every cut triangle has exactly one edge that the line
// enters by and one that it leaves by.
function above(surface: Surface, plane: Plane, vertex: number): boolean {
  surface.touch?.(vertex);
  return height(surface.positions, plane, vertex) >= 0;
}

function height(positions: Positions, { normal, offset }: Plane, vertex: number): number {
  const i = vertex * 3;
  return (
    normal[0] * (positions[i] as number) +
    normal[1] * (positions[i + 1] as number) +
    normal[2] * (positions[i + 2] as number) -
    offset
  );
}

/** The edge (3t + e) whose start is above and whose end is below; −1 if the plane misses the triangle. */
function exitEdge(surface: Surface, plane: Plane, triangle: number): number {
  return crossingEdge(surface, plane, triangle, true);
}

function entryEdge(surface: Surface, plane: Plane, triangle: number): number {
  return crossingEdge(surface, plane, triangle, false);
}

function crossingEdge(surface: Surface, plane: Plane, triangle: number, downward: boolean): number {
  const i = triangle * 3;
  const a = above(surface, plane, surface.triangles[i] as number);
  const b = above(surface, plane, surface.triangles[i + 1] as number);
  const c = above(surface, plane, surface.triangles[i + 2] as number);
  if (a !== b && a === downward) return i;
  if (b !== c && b === downward) return i + 1;
  if (c !== a && c === downward) return i + 2;
  return -1;
}

function follow(
  surface: Surface,
  plane: Plane,
  first: number,
  start: number,
): { corners: number[]; closed: boolean } {
  const downward = exitEdge(surface, plane, first) === start;
  const corners: number[] = [];
  let corner = start;
  for (;;) {
    corners.push(corner);
    const next = surface.neighbours[corner] as number;
    if (next < 0) return { corners, closed: false };
    if (next === first) return { corners, closed: true };
    corner = crossingEdge(surface, plane, next, downward);
    // Only an edge that three triangles share, or one that turns about, leads here.
    if (corner < 0 || corners.length > surface.triangles.length) return { corners, closed: false };
  }
}

function collect(surface: Surface, plane: Plane, corners: readonly number[], closed: boolean): Loop {
  const n = corners.length;
  const loop: Loop = {
    closed,
    points: new Float64Array(n * 3),
    from: new Uint32Array(n),
    to: new Uint32Array(n),
    along: new Float64Array(n),
    triangles: new Uint32Array(n),
  };
  const { positions, triangles, neighbours } = surface;
  for (let i = 0; i < n; i++) {
    const corner = corners[i] as number;
    const from = triangles[corner] as number;
    const to = triangles[corner % 3 === 2 ? corner - 2 : corner + 1] as number;
    const h0 = height(positions, plane, from);
    const h1 = height(positions, plane, to);
    const along = h0 / (h0 - h1);
    loop.from[i] = from;
    loop.to[i] = to;
    loop.along[i] = along;
    const next = neighbours[corner] as number;
    loop.triangles[i] = next < 0 ? (corner / 3) | 0 : next;
    for (let axis = 0; axis < 3; axis++) {
      const p = positions[from * 3 + axis] as number;
      loop.points[i * 3 + axis] = p + along * ((positions[to * 3 + axis] as number) - p);
    }
  }
  return loop;
}
