/** Numbers by which a closed mesh is judged. */
export interface MeshQuality {
  vertices: number;
  triangles: number;
  /** Vertices − edges + faces: 2 for a closed body without handles. */
  euler: number;
  /** Edges that are not shared by exactly two triangles of opposite direction. */
  openEdges: number;
  /** The smallest angle of all triangles, in degrees. */
  smallestAngle: number;
}

export function meshQuality(positions: ArrayLike<number>, triangles: ArrayLike<number>): MeshQuality {
  const directed = new Set<number>();
  const vertices = positions.length / 3;
  let repeated = 0;
  let greatestCosine = -1;
  for (let f = 0; f < triangles.length; f += 3) {
    for (let e = 0; e < 3; e++) {
      const a = triangles[f + e]!;
      const b = triangles[f + ((e + 1) % 3)]!;
      const c = triangles[f + ((e + 2) % 3)]!;
      if (directed.has(a * vertices + b)) repeated++;
      directed.add(a * vertices + b);
      let dot = 0;
      let u = 0;
      let v = 0;
      for (let k = 0; k < 3; k++) {
        const p = positions[b * 3 + k]! - positions[a * 3 + k]!;
        const q = positions[c * 3 + k]! - positions[a * 3 + k]!;
        dot += p * q;
        u += p * p;
        v += q * q;
      }
      greatestCosine = Math.max(greatestCosine, dot / Math.sqrt(u * v || 1e-30));
    }
  }
  let open = repeated;
  for (const key of directed) {
    const a = Math.floor(key / vertices);
    if (!directed.has((key % vertices) * vertices + a)) open++;
  }
  return {
    vertices,
    triangles: triangles.length / 3,
    euler: vertices - (directed.size + open) / 2 + triangles.length / 3,
    openEdges: open,
    smallestAngle: (Math.acos(Math.min(1, greatestCosine)) * 180) / Math.PI,
  };
}
