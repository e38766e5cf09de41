import type { SurfacePoint } from '../template/template.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { dot, minus, type Vec3 } from './vec3.ts';

/** Where a barycentric point lies on this shape of the surface. */
export function surfacePosition(mesh: TriangleMesh, point: SurfacePoint): Vec3 {
  const at: Vec3 = [0, 0, 0];
  for (let corner = 0; corner < 3; corner++) {
    const vertex = (mesh.triangles[point.triangle * 3 + corner] as number) * 3;
    const weight = point.weights[corner] as number;
    for (let axis = 0; axis < 3; axis++) {
      at[axis] = (at[axis] as number) + weight * (mesh.positions[vertex + axis] as number);
    }
  }
  return at;
}

/** The point of the surface nearest to a place: its triangle, its weights, and the distance. Looks at all. */
export function nearestSurfacePoint(mesh: TriangleMesh, place: Vec3): SurfacePoint & { distance: number } {
  let best = Number.POSITIVE_INFINITY;
  let triangle = -1;
  let weights: [number, number, number] = [1, 0, 0];
  for (let t = 0; t < mesh.triangles.length / 3; t++) {
    const found = nearestOnTriangle(mesh, t, place);
    if (found.squared >= best) continue;
    best = found.squared;
    triangle = t;
    weights = found.weights;
  }
  return { triangle, weights, distance: Math.sqrt(best) };
}

function nearestOnTriangle(
  mesh: TriangleMesh,
  triangle: number,
  place: Vec3,
): { weights: [number, number, number]; squared: number } {
  const [a, b, c] = [0, 1, 2].map((corner) => vertexOf(mesh, triangle, corner)) as [Vec3, Vec3, Vec3];
  const ab = minus(b, a);
  const ac = minus(c, a);
  const ap = minus(place, a);
  const d00 = dot(ab, ab);
  const d01 = dot(ab, ac);
  const d11 = dot(ac, ac);
  const d20 = dot(ap, ab);
  const d21 = dot(ap, ac);
  const area = d00 * d11 - d01 * d01;
  const v = area > 0 ? (d11 * d20 - d01 * d21) / area : -1;
  const w = area > 0 ? (d00 * d21 - d01 * d20) / area : -1;
  if (v >= 0 && w >= 0 && v + w <= 1) return measured([1 - v - w, v, w], a, b, c, place);
  const edges = [
    measured(weightsOnEdge(a, b, place, 0), a, b, c, place),
    measured(weightsOnEdge(b, c, place, 1), a, b, c, place),
    measured(weightsOnEdge(c, a, place, 2), a, b, c, place),
  ];
  return edges.reduce((least, edge) => (edge.squared < least.squared ? edge : least));
}

function weightsOnEdge(from: Vec3, to: Vec3, place: Vec3, first: number): [number, number, number] {
  const along = minus(to, from);
  const squared = dot(along, along);
  const t = squared > 0 ? Math.min(1, Math.max(0, dot(minus(place, from), along) / squared)) : 0;
  const weights: [number, number, number] = [0, 0, 0];
  weights[first] = 1 - t;
  weights[(first + 1) % 3] = t;
  return weights;
}

function measured(weights: [number, number, number], a: Vec3, b: Vec3, c: Vec3, place: Vec3) {
  const off = [0, 1, 2].map(
    (i) =>
      weights[0] * (a[i] as number) +
      weights[1] * (b[i] as number) +
      weights[2] * (c[i] as number) -
      (place[i] as number),
  ) as Vec3;
  return { weights, squared: dot(off, off) };
}

function vertexOf(mesh: TriangleMesh, triangle: number, corner: number): Vec3 {
  const at = (mesh.triangles[triangle * 3 + corner] as number) * 3;
  return [mesh.positions[at] as number, mesh.positions[at + 1] as number, mesh.positions[at + 2] as number];
}
