import type { Positions } from './triangle-mesh.ts';

/** Offsets of three corners in the positions: thrice the vertex index. */
export type Corners = readonly [number, number, number];

/**
 * Whether two triangles cut each other, given the offsets of their corners in `positions`. Touching at a
 * point or along a line without crossing does not count; overlapping in one plane does.
 *
 * Each edge is tested against the other triangle by signs of volumes. A volume within rounding (relative
 * 1e-12 of the extent's cube) counts as zero, so that neighbours that meet exactly are not reported.
 */
export function trianglesIntersect(p: Positions, a: Corners, b: Corners): boolean {
  const tolerance = roundingOf(p, a, b);
  const sideOfB = sides(p, a, b);
  if (separated(sideOfB, tolerance)) return false;
  const sideOfA = sides(p, b, a);
  if (separated(sideOfA, tolerance)) return false;
  if (sideOfB.every((s) => Math.abs(s) <= tolerance)) return overlapInPlane(p, a, b);
  return edgesPierce(p, b, a, sideOfB, tolerance) || edgesPierce(p, a, b, sideOfA, tolerance);
}

/** Whether a segment runs through a triangle's inside (strictly). Offsets into `positions`. */
export function segmentPierces(p: Positions, from: number, to: number, triangle: Corners): boolean {
  const [a, b, c] = triangle;
  const d0 = volume(p, a, b, c, from);
  const d1 = volume(p, a, b, c, to);
  const tolerance = roundingOf(p, triangle, [from, to, to]);
  if (Math.abs(d0) <= tolerance || Math.abs(d1) <= tolerance || d0 > 0 === d1 > 0) return false;
  return crossesInside(p, from, to, a, b, c, tolerance);
}

/** Six times the signed volume of a, b, c, d. */
function volume(p: Positions, a: number, b: number, c: number, d: number): number {
  const ox = p[d] as number;
  const oy = p[d + 1] as number;
  const oz = p[d + 2] as number;
  const ax = (p[a] as number) - ox;
  const ay = (p[a + 1] as number) - oy;
  const az = (p[a + 2] as number) - oz;
  const bx = (p[b] as number) - ox;
  const by = (p[b + 1] as number) - oy;
  const bz = (p[b + 2] as number) - oz;
  const cx = (p[c] as number) - ox;
  const cy = (p[c + 1] as number) - oy;
  const cz = (p[c + 2] as number) - oz;
  return ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
}

function sides(p: Positions, of: Corners, points: Corners): [number, number, number] {
  const [a, b, c] = of;
  return [volume(p, a, b, c, points[0]), volume(p, a, b, c, points[1]), volume(p, a, b, c, points[2])];
}

function separated(side: readonly [number, number, number], tolerance: number): boolean {
  const [s, t, u] = side;
  const above = s > tolerance || t > tolerance || u > tolerance;
  const below = s < -tolerance || t < -tolerance || u < -tolerance;
  // All on one side, some perhaps on the plane itself: at most a touch. All zero goes on to the plane test.
  return above !== below;
}

function edgesPierce(
  p: Positions,
  edges: Corners,
  triangle: Corners,
  side: readonly [number, number, number],
  tolerance: number,
): boolean {
  const [a, b, c] = triangle;
  for (let e = 0; e < 3; e++) {
    const f = (e + 1) % 3;
    const s = side[e] as number;
    const t = side[f] as number;
    const crosses = (s > tolerance && t < -tolerance) || (s < -tolerance && t > tolerance);
    if (crosses && crossesInside(p, edges[e] as number, edges[f] as number, a, b, c, tolerance)) return true;
  }
  return false;
}

function crossesInside(
  p: Positions,
  from: number,
  to: number,
  a: number,
  b: number,
  c: number,
  tolerance: number,
): boolean {
  const u = volume(p, from, to, a, b);
  const v = volume(p, from, to, b, c);
  const w = volume(p, from, to, c, a);
  return (
    (u > tolerance && v > tolerance && w > tolerance) || (u < -tolerance && v < -tolerance && w < -tolerance)
  );
}

function roundingOf(p: Positions, a: Corners, b: Corners): number {
  const o = a[0];
  const extent = Math.max(
    reach(p, o, a[1]),
    reach(p, o, a[2]),
    reach(p, o, b[0]),
    reach(p, o, b[1]),
    reach(p, o, b[2]),
  );
  return extent * extent * extent * 1e-12;
}

function reach(p: Positions, a: number, b: number): number {
  return Math.max(
    Math.abs((p[a] as number) - (p[b] as number)),
    Math.abs((p[a + 1] as number) - (p[b + 1] as number)),
    Math.abs((p[a + 2] as number) - (p[b + 2] as number)),
  );
}

/** Both triangles lie in one plane: look along its largest axis and test in two dimensions. */
function overlapInPlane(p: Positions, a: Corners, b: Corners): boolean {
  const [i, j] = flatAxes(p, a);
  const area = (q: number, r: number, s: number): number =>
    ((p[r + i] as number) - (p[q + i] as number)) * ((p[s + j] as number) - (p[q + j] as number)) -
    ((p[r + j] as number) - (p[q + j] as number)) * ((p[s + i] as number) - (p[q + i] as number));
  // Two triangles overlap unless an edge of one has the whole other on its far side.
  for (const [one, other] of [[a, b] as const, [b, a] as const]) {
    const whole = area(one[0] as number, one[1] as number, one[2] as number);
    if (whole === 0) return false;
    for (let e = 0; e < 3; e++) {
      const from = one[e] as number;
      const to = one[(e + 1) % 3] as number;
      const outside = other.every((point) => area(from, to, point) * whole <= whole * whole * 1e-9);
      if (outside) return false;
    }
  }
  return true;
}

function flatAxes(p: Positions, a: Corners): [number, number] {
  const [o, u, v] = a;
  const n = [0, 1, 2].map((k) => {
    const i = (k + 1) % 3;
    const j = (k + 2) % 3;
    return Math.abs(
      ((p[u + i] as number) - (p[o + i] as number)) * ((p[v + j] as number) - (p[o + j] as number)) -
        ((p[u + j] as number) - (p[o + j] as number)) * ((p[v + i] as number) - (p[o + i] as number)),
    );
  }) as [number, number, number];
  const most = n.indexOf(Math.max(...n));
  return [(most + 1) % 3, (most + 2) % 3];
}
