import { areaNormal } from './normals.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

/** Enclosed volume in cubic units of the positions; negative when the triangles face inward. */
export function signedVolume({ positions, triangles }: TriangleMesh): number {
  let sixfold = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    const a = (triangles[t] as number) * 3;
    const b = (triangles[t + 1] as number) * 3;
    const c = (triangles[t + 2] as number) * 3;
    const ax = positions[a] as number;
    const ay = positions[a + 1] as number;
    const az = positions[a + 2] as number;
    const bx = positions[b] as number;
    const by = positions[b + 1] as number;
    const bz = positions[b + 2] as number;
    const cx = positions[c] as number;
    const cy = positions[c + 1] as number;
    const cz = positions[c + 2] as number;
    sixfold += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return sixfold / 6;
}

/** Area of the whole surface in square units. */
export function surfaceArea({ positions, triangles }: TriangleMesh): number {
  const normal: [number, number, number] = [0, 0, 0];
  let doubled = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    areaNormal(
      positions,
      (triangles[t] as number) * 3,
      (triangles[t + 1] as number) * 3,
      (triangles[t + 2] as number) * 3,
      normal,
    );
    doubled += Math.sqrt(normal[0] ** 2 + normal[1] ** 2 + normal[2] ** 2);
  }
  return doubled / 2;
}

/**
 * Area of a flat loop, positive when it runs counter-clockwise seen against the plane's second axis turned
 * from the first (the shoelace formula). Points are uv pairs.
 */
export function signedLoopArea(uv: Float64Array): number {
  let doubled = 0;
  const n = uv.length;
  for (let i = 0; i < n; i += 2) {
    const j = i + 2 === n ? 0 : i + 2;
    doubled += (uv[i] as number) * (uv[j + 1] as number) - (uv[j] as number) * (uv[i + 1] as number);
  }
  return doubled / 2;
}
