import { positionsAt, pullVertex, type ShapeSpace } from './shape-space.ts';

/**
 * The enclosed volume (m³) at these coefficients and its gradient by each. A vertex pulls with a third of the
 * area vector of the triangles round it.
 */
export function volumeAndGradient(
  space: ShapeSpace,
  coefficients: Float64Array,
  correction?: Float64Array,
): { volume: number; gradient: Float64Array } {
  const p = positionsAt(space, coefficients, correction);
  const { triangles, vertexCount } = space.template;
  const pull = new Float64Array(vertexCount * 3);
  let volume = 0;
  for (let t = 0; t < triangles.length; t += 3) {
    for (let corner = 0; corner < 3; corner++) {
      const a = (triangles[t + corner] as number) * 3;
      const b = (triangles[t + ((corner + 1) % 3)] as number) * 3;
      const c = (triangles[t + ((corner + 2) % 3)] as number) * 3;
      const bx = p[b] as number;
      const by = p[b + 1] as number;
      const bz = p[b + 2] as number;
      const cx = p[c] as number;
      const cy = p[c + 1] as number;
      const cz = p[c + 2] as number;
      const nx = (by * cz - bz * cy) / 6;
      const ny = (bz * cx - bx * cz) / 6;
      const nz = (bx * cy - by * cx) / 6;
      pull[a] = (pull[a] as number) + nx;
      pull[a + 1] = (pull[a + 1] as number) + ny;
      pull[a + 2] = (pull[a + 2] as number) + nz;
      if (corner === 0) {
        volume += nx * (p[a] as number) + ny * (p[a + 1] as number) + nz * (p[a + 2] as number);
      }
    }
  }
  const gradient = new Float64Array(space.parameters.length);
  for (let v = 0; v < vertexCount; v++) {
    pullVertex(
      space,
      gradient,
      v,
      pull[v * 3] as number,
      pull[v * 3 + 1] as number,
      pull[v * 3 + 2] as number,
    );
  }
  return { volume, gradient };
}
