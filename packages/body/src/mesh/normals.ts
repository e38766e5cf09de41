import type { Positions, TriangleMesh } from './triangle-mesh.ts';

/** Unit normal of each vertex: the mean of its triangles' normals, weighted by area. Outward for a closed mesh. */
export function vertexNormals({ positions, triangles }: TriangleMesh): Float32Array {
  const sums = new Float64Array(positions.length);
  const normal: [number, number, number] = [0, 0, 0];
  for (let t = 0; t < triangles.length; t += 3) {
    const a = (triangles[t] as number) * 3;
    const b = (triangles[t + 1] as number) * 3;
    const c = (triangles[t + 2] as number) * 3;
    areaNormal(positions, a, b, c, normal);
    for (const corner of [a, b, c]) {
      sums[corner] = (sums[corner] as number) + normal[0];
      sums[corner + 1] = (sums[corner + 1] as number) + normal[1];
      sums[corner + 2] = (sums[corner + 2] as number) + normal[2];
    }
  }
  const unit = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i += 3) {
    const x = sums[i] as number;
    const y = sums[i + 1] as number;
    const z = sums[i + 2] as number;
    const length = Math.sqrt(x * x + y * y + z * z);
    // A vertex of no triangle, or of flat ones only, still gets a unit vector: viewers demand it.
    if (length === 0) unit[i + 1] = 1;
    else {
      unit[i] = x / length;
      unit[i + 1] = y / length;
      unit[i + 2] = z / length;
    }
  }
  return unit;
}

/** (b − a) × (c − a), twice the area long, into `out`. Offsets are into `positions`. */
export function areaNormal(
  positions: Positions,
  a: number,
  b: number,
  c: number,
  out: [number, number, number],
): void {
  const ax = positions[a] as number;
  const ay = positions[a + 1] as number;
  const az = positions[a + 2] as number;
  const ux = (positions[b] as number) - ax;
  const uy = (positions[b + 1] as number) - ay;
  const uz = (positions[b + 2] as number) - az;
  const vx = (positions[c] as number) - ax;
  const vy = (positions[c + 1] as number) - ay;
  const vz = (positions[c + 2] as number) - az;
  out[0] = uy * vz - uz * vy;
  out[1] = uz * vx - ux * vz;
  out[2] = ux * vy - uy * vx;
}
