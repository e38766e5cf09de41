import type { Vec3 } from './fields.ts';
import type { HalfBody } from './shrink-wrap.ts';

/** A point on a triangle of the half body. */
export interface HalfPoint {
  triangle: number;
  weights: [number, number, number];
}

/** The point of the surface nearest to `place`, among the triangles allowed. */
export function nearestPoint(
  { mesh }: HalfBody,
  positions: Float64Array,
  place: Vec3,
  allowed: (triangle: number) => boolean = () => true,
): HalfPoint {
  let best = Number.POSITIVE_INFINITY;
  let found: HalfPoint = { triangle: 0, weights: [1, 0, 0] };
  for (let f = 0; f < mesh.triangles.length / 3; f++) {
    if (!allowed(f)) continue;
    const weights = nearestOnTriangle(positions, mesh.triangles, f, place);
    const q = pointAt(positions, mesh.triangles, { triangle: f, weights });
    const d = (q[0] - place[0]) ** 2 + (q[1] - place[1]) ** 2 + (q[2] - place[2]) ** 2;
    if (d < best) {
      best = d;
      found = { triangle: f, weights };
    }
  }
  return found;
}

export function pointAt(positions: ArrayLike<number>, triangles: ArrayLike<number>, point: HalfPoint): Vec3 {
  const out: [number, number, number] = [0, 0, 0];
  for (let e = 0; e < 3; e++) {
    const v = triangles[point.triangle * 3 + e]! * 3;
    for (let c = 0; c < 3; c++) out[c]! += point.weights[e]! * positions[v + c]!;
  }
  return out;
}

/** Where the seam of the two halves crosses height y, in front or behind. */
export function onMidline(
  { mesh, onPlane }: HalfBody,
  p: Float64Array,
  y: number,
  front: boolean,
): HalfPoint {
  let found: HalfPoint | undefined;
  let foundZ = 0;
  for (let f = 0; f < mesh.triangles.length / 3; f++) {
    for (let e = 0; e < 3; e++) {
      const a = mesh.triangles[f * 3 + e]!;
      const b = mesh.triangles[f * 3 + ((e + 1) % 3)]!;
      if (!onPlane[a] || !onPlane[b]) continue;
      const ya = p[a * 3 + 1]!;
      const yb = p[b * 3 + 1]!;
      if (ya === yb || (y - ya) * (y - yb) > 0) continue;
      const t = (y - ya) / (yb - ya);
      const z = p[a * 3 + 2]! * (1 - t) + p[b * 3 + 2]! * t;
      if (found && (front ? z <= foundZ : z >= foundZ)) continue;
      const weights: [number, number, number] = [0, 0, 0];
      weights[e] = 1 - t;
      weights[(e + 1) % 3] = t;
      found = { triangle: f, weights };
      foundZ = z;
    }
  }
  if (!found) throw new Error(`no seam at height ${y}`);
  return found;
}

/** A vertex as a point: of the vertices allowed, the one with the greatest score. */
export function extreme({ mesh }: HalfBody, score: (v: number) => number): HalfPoint {
  let best = Number.NEGATIVE_INFINITY;
  let found: HalfPoint = { triangle: 0, weights: [1, 0, 0] };
  for (let i = 0; i < mesh.triangles.length; i++) {
    const s = score(mesh.triangles[i]!);
    if (s <= best) continue;
    best = s;
    const weights: [number, number, number] = [0, 0, 0];
    weights[i % 3] = 1;
    found = { triangle: Math.floor(i / 3), weights };
  }
  return found;
}

/** Barycentric weights of the nearest point of a triangle (Ericson, Real-Time Collision Detection, 5.1.5). */
function nearestOnTriangle(
  p: Float64Array,
  triangles: Int32Array,
  f: number,
  place: Vec3,
): [number, number, number] {
  const at = (e: number): Vec3 => {
    const v = triangles[f * 3 + e]! * 3;
    return [p[v]!, p[v + 1]!, p[v + 2]!];
  };
  const [a, b, c] = [at(0), at(1), at(2)];
  const sub = (s: Vec3, t: Vec3): Vec3 => [s[0] - t[0], s[1] - t[1], s[2] - t[2]];
  const dot = (s: Vec3, t: Vec3): number => s[0] * t[0] + s[1] * t[1] + s[2] * t[2];
  const ab = sub(b, a);
  const ac = sub(c, a);
  const ap = sub(place, a);
  const d1 = dot(ab, ap);
  const d2 = dot(ac, ap);
  if (d1 <= 0 && d2 <= 0) return [1, 0, 0];
  const bp = sub(place, b);
  const d3 = dot(ab, bp);
  const d4 = dot(ac, bp);
  if (d3 >= 0 && d4 <= d3) return [0, 1, 0];
  const vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0) return [1 - d1 / (d1 - d3), d1 / (d1 - d3), 0];
  const cp = sub(place, c);
  const d5 = dot(ab, cp);
  const d6 = dot(ac, cp);
  if (d6 >= 0 && d5 <= d6) return [0, 0, 1];
  const vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0) return [1 - d2 / (d2 - d6), 0, d2 / (d2 - d6)];
  const va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 >= d3 && d5 >= d6) {
    const w = (d4 - d3) / (d4 - d3 + (d5 - d6));
    return [0, 1 - w, w];
  }
  const sum = va + vb + vc;
  return [va / sum, vb / sum, vc / sum];
}
