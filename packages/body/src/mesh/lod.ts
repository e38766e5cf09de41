import { MeshoptSimplifier } from 'meshoptimizer';

/** What share of the triangles each level of detail keeps. */
export const LOD_SHARE = { 0: 1, 1: 0.5, 2: 0.2 } as const;

export type Lod = keyof typeof LOD_SHARE;

export interface SimplifyInput {
  /** xyz, metres. Vertices may be split at texture seams: same place, other uv. */
  positions: Float32Array;
  normals: Float32Array;
  /** uv a vertex. */
  uvs: Float32Array;
  triangles: Uint32Array;
}

/**
 * Triangles for a level of detail, over the same vertices: normals, uv, skin weights and landmarks at vertices
 * stay what they are. Level 0 returns the triangles as they are. Call after `simplifierReady`.
 */
export function simplify(mesh: SimplifyInput, lod: Lod): Uint32Array {
  if (lod === 0) return mesh.triangles;
  const count = mesh.positions.length / 3;
  const attributes = new Float32Array(count * 5);
  for (let v = 0; v < count; v++) {
    attributes.set(mesh.normals.subarray(v * 3, v * 3 + 3), v * 5);
    attributes.set(mesh.uvs.subarray(v * 2, v * 2 + 2), v * 5 + 3);
  }
  const target = Math.round((mesh.triangles.length / 3) * LOD_SHARE[lod]) * 3;
  const [triangles] = MeshoptSimplifier.simplifyWithAttributes(
    mesh.triangles,
    mesh.positions,
    3,
    attributes,
    5,
    [0.4, 0.4, 0.4, 0.05, 0.05],
    null,
    target,
    1,
  );
  return triangles;
}

/** Resolves when the WebAssembly of the simplifier is compiled; once per process. */
export const simplifierReady: Promise<void> = MeshoptSimplifier.ready;
