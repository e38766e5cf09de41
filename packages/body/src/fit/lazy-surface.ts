import type { Surface } from '../measure/loop.ts';
import { moveVertex, type ShapeSpace } from './shape-space.ts';

/** A surface whose vertices are computed when a measure first touches them: a tape passes a few hundred. */
export interface LazySurface extends Surface {
  positions: Float64Array;
  touch: (vertex: number) => void;
  /** Takes new coefficients; every vertex is stale from then on. */
  reshape(coefficients: Float64Array): void;
}

export function lazySurface(space: ShapeSpace, correction?: Float64Array): LazySurface {
  const { positions: base, vertexCount, triangles } = space.template;
  const positions = new Float64Array(vertexCount * 3);
  const madeIn = new Uint32Array(vertexCount);
  let round = 0;
  let current = new Float64Array(space.parameters.length);
  return {
    positions,
    triangles,
    neighbours: space.frame.neighbours,
    reshape(coefficients) {
      current = Float64Array.from(coefficients);
      round++;
    },
    touch(vertex) {
      if (madeIn[vertex] === round) return;
      madeIn[vertex] = round;
      for (let i = vertex * 3; i < vertex * 3 + 3; i++) {
        positions[i] = (base[i] as number) + (correction ? (correction[i] as number) : 0);
      }
      moveVertex(space, current, positions, vertex);
    },
  };
}
