import type { OrthographicCamera } from './camera.ts';
import { vertexNormals } from './normals.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { drawVisibility, projectAll } from './visibility.ts';

export interface OcclusionOptions {
  /** Directions of the sky that are tried. */
  directions?: number;
  /** Side of the square depth picture of each direction, pixels. */
  size?: number;
}

const CALMING_ROUNDS = 6;

/**
 * How much of the sky each vertex sees, 0 (buried) to 1 (open), weighted by the cosine to its normal: the soft
 * shade in folds, under the chin and between the legs. Depth pictures from evenly spread directions; 26,000
 * triangles from 24 directions take about 0.1 s.
 */
export function skyVisibility(mesh: TriangleMesh, options: OcclusionOptions = {}): Float32Array {
  const { directions = 24, size = 192 } = options;
  const normals = vertexNormals(mesh);
  const { centre, radius } = boundingSphere(mesh.positions);
  const open = new Float32Array(mesh.positions.length / 3);
  const total = new Float32Array(open.length);
  const texel = (2 * radius) / size;
  for (let d = 0; d < directions; d++) {
    // A spiral of equal steps over the sphere down to 60° below the level: the floor lights a little.
    const height = 1 - ((d + 0.5) / directions) * 1.6;
    const yaw = d * Math.PI * (3 - Math.sqrt(5));
    const camera: OrthographicCamera = {
      kind: 'orthographic',
      centre,
      yaw,
      pitch: Math.asin(Math.max(-1, Math.min(1, height))) * 0.98,
      span: 2 * radius,
    };
    const strength = height > 0 ? 1 : 0.5;
    const dx = Math.sin(yaw) * Math.cos(camera.pitch);
    const dy = Math.sin(camera.pitch);
    const dz = Math.cos(yaw) * Math.cos(camera.pitch);
    const seen = drawVisibility(mesh, camera, size, size);
    const points = projectAll(mesh, camera, size, size);
    for (let v = 0; v < open.length; v++) {
      const cosine =
        (normals[v * 3] as number) * dx +
        (normals[v * 3 + 1] as number) * dy +
        (normals[v * 3 + 2] as number) * dz;
      if (cosine <= 0) continue;
      total[v] = (total[v] as number) + cosine * strength;
      const x = Math.min(size - 1, Math.max(0, Math.floor(points[v * 3] as number)));
      const y = Math.min(size - 1, Math.max(0, Math.floor(points[v * 3 + 1] as number)));
      // Slanted surfaces fall away within one texel: allow for that, or they shade themselves.
      const slack = texel * (1.5 + Math.min(4, 1 / cosine));
      const clear = (points[v * 3 + 2] as number) > (seen.depth[y * size + x] as number) - slack;
      if (clear) open[v] = (open[v] as number) + cosine * strength;
    }
  }
  const share = open.map((value, v) => ((total[v] as number) > 0 ? value / (total[v] as number) : 1));
  return calmed(share, mesh.triangles);
}

/** The few directions leave blotches where one of them just passes a bulge: evened out over neighbours. */
function calmed(values: Float32Array, triangles: TriangleMesh['triangles']): Float32Array {
  let from = values;
  for (let round = 0; round < CALMING_ROUNDS; round++) {
    const sum = Float32Array.from(from);
    const count = new Float32Array(from.length).fill(1);
    for (let i = 0; i < triangles.length; i++) {
      const v = triangles[i] as number;
      const next = triangles[i % 3 === 2 ? i - 2 : i + 1] as number;
      sum[v] = (sum[v] as number) + (from[next] as number);
      count[v] = (count[v] as number) + 1;
    }
    from = sum.map((value, v) => value / (count[v] as number));
  }
  return from;
}

function boundingSphere(positions: ArrayLike<number>): {
  centre: [number, number, number];
  radius: number;
} {
  const low = [Infinity, Infinity, Infinity];
  const high = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    low[i % 3] = Math.min(low[i % 3] as number, positions[i] as number);
    high[i % 3] = Math.max(high[i % 3] as number, positions[i] as number);
  }
  const centre = low.map((value, axis) => (value + (high[axis] as number)) / 2) as [number, number, number];
  let squared = 0;
  for (let i = 0; i < positions.length; i += 3) {
    const x = (positions[i] as number) - centre[0];
    const y = (positions[i + 1] as number) - centre[1];
    const z = (positions[i + 2] as number) - centre[2];
    squared = Math.max(squared, x * x + y * y + z * z);
  }
  return { centre, radius: Math.sqrt(squared) * 1.01 };
}
