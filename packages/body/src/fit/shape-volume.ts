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
 * need the volume alone.
 */
export function volumeAt(
  space: ShapeSpace,
  coefficients: Float64Array,
  correction?: Float64Array,
): { volume: number; gradient(): Float64Array } {
  const positions = positionsAt(space, coefficients, correction);
  const { triangles, vertexCount } = space.template;
  return {
    volume: signedVolume({ positions, triangles }),
    gradient() {
      const pull = vertexPulls(triangles, positions);
      const byShape = new Float64Array(space.parameters.length);
      for (let v = 0; v < vertexCount; v++) {
        const i = v * 3;
        pullVertex(space, byShape, v, pull[i] as number, pull[i + 1] as number, pull[i + 2] as number);
      }
      return byShape;
    },
  };
}
