import { signedVolume } from '../mesh/volume.ts';
import { positionsAt, pullVertex, type ShapeSpace } from './shape-space.ts';

/** The enclosed volume (m³) of these vertices and how each pulls on it: a third of the area round it, outward. */
function vertexPulls(triangles: Uint32Array, p: Float64Array): Float64Array {
  const pull = new Float64Array(p.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const a = (triangles[t] as number) * 3;
    const b = (triangles[t + 1] as number) * 3;
    const c = (triangles[t + 2] as number) * 3;
    addCross(pull, a, p, b, c);
    addCross(pull, b, p, c, a);
    addCross(pull, c, p, a, b);
  }
  return pull;
}

function addCross(pull: Float64Array, to: number, p: Float64Array, b: number, c: number): void {
  const bx = p[b] as number;
  const by = p[b + 1] as number;
  const bz = p[b + 2] as number;
  const cx = p[c] as number;
  const cy = p[c + 1] as number;
  const cz = p[c + 2] as number;
  pull[to] = (pull[to] as number) + (by * cz - bz * cy) / 6;
  pull[to + 1] = (pull[to + 1] as number) + (bz * cx - bx * cz) / 6;
  pull[to + 2] = (pull[to + 2] as number) + (bx * cy - by * cx) / 6;
}

/**
 * The enclosed volume (m³) at these coefficients, and its gradient by each when it is asked for: trial steps
 * need the volume alone. Of a symmetric body the left half is taken twice: seen from a point on the plane of
 * symmetry each triangle spans the same volume as its image.
 */
export function volumeAt(
  space: ShapeSpace,
  coefficients: Float64Array,
  correction?: Float64Array,
): { volume: number; gradient(): Float64Array } {
  const { mirror, template } = space;
  const positions = positionsAt(space, coefficients, correction, mirror?.vertices);
  const triangles = mirror?.triangles ?? template.triangles;
  const times = mirror ? 2 : 1;
  return {
    volume: times * signedVolume({ positions, triangles }),
    gradient() {
      const pull = vertexPulls(triangles, positions);
      const byShape = new Float64Array(space.parameters.length);
      for (let i = 0; i < pull.length; i += 3) {
        const x = pull[i] as number;
        const y = pull[i + 1] as number;
        const z = pull[i + 2] as number;
        if (x !== 0 || y !== 0 || z !== 0) pullVertex(space, byShape, i / 3, times * x, times * y, times * z);
      }
      return byShape;
    },
  };
}
