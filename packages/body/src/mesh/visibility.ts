import { type Camera, projectionOf } from './camera.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

/** Which triangle each pixel sees, and where on it. Rows from the top. */
export interface VisibilityBuffer {
  width: number;
  height: number;
  /** Index of the nearest triangle at each pixel centre, −1 where there is none. */
  triangle: Int32Array;
  /** Grows towards the camera; −Infinity where there is nothing. */
  depth: Float32Array;
  /** Weights of the triangle's first and second corner; the third's is what is missing to 1. */
  weights: Float32Array;
}

/**
 * Draws the surface into a picture, nearest triangle first at each pixel centre. Both sides of a triangle are
 * drawn. Triangles that reach behind a perspective camera are left out. The same input gives the same output
 * on every machine (only + − × ÷ after the camera is set up).
 */
export function drawVisibility(
  mesh: TriangleMesh,
  camera: Camera,
  width: number,
  height: number,
): VisibilityBuffer {
  const points = projectAll(mesh, camera, width, height);
  const buffer: VisibilityBuffer = {
    width,
    height,
    triangle: new Int32Array(width * height).fill(-1),
    depth: new Float32Array(width * height).fill(Number.NEGATIVE_INFINITY),
    weights: new Float32Array(width * height * 2),
  };
  for (let t = 0; t < mesh.triangles.length / 3; t++) {
    drawTriangle(
      buffer,
      points,
      t,
      (mesh.triangles[t * 3] as number) * 3,
      (mesh.triangles[t * 3 + 1] as number) * 3,
      (mesh.triangles[t * 3 + 2] as number) * 3,
    );
  }
  return buffer;
}

/** Each vertex in pixels and depth. */
export function projectAll(
  { positions }: { positions: ArrayLike<number> },
  camera: Camera,
  width: number,
  height: number,
): Float64Array {
  const projection = projectionOf(camera, width, height);
  const points = new Float64Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    projection.project(
      positions[i] as number,
      positions[i + 1] as number,
      positions[i + 2] as number,
      points,
      i,
    );
  }
  return points;
}

function drawTriangle(
  buffer: VisibilityBuffer,
  points: Float64Array,
  triangle: number,
  a: number,
  b: number,
  c: number,
): void {
  const ax = points[a] as number;
  const ay = points[a + 1] as number;
  const bx = points[b] as number;
  const by = points[b + 1] as number;
  const cx = points[c] as number;
  const cy = points[c + 1] as number;
  const az = points[a + 2] as number;
  const bz = points[b + 2] as number;
  const cz = points[c + 2] as number;
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  // Written so that NaN depths (behind the camera) leave as well.
  if (area === 0 || !(az + bz + cz < Number.POSITIVE_INFINITY)) return;
  const { width, height, depth } = buffer;
  const x0 = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5));
  const x1 = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5));
  const y0 = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5));
  const y1 = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5));
  const inverse = 1 / area;
  const stepA = -(cy - by) * inverse;
  const stepB = -(ay - cy) * inverse;
  for (let y = y0; y <= y1; y++) {
    const py = y + 0.5;
    let wa = ((cx - bx) * (py - by) - (cy - by) * (x0 + 0.5 - bx)) * inverse;
    let wb = ((ax - cx) * (py - cy) - (ay - cy) * (x0 + 0.5 - cx)) * inverse;
    for (let x = x0; x <= x1; x++, wa += stepA, wb += stepB) {
      const wc = 1 - wa - wb;
      if (wa < -1e-9 || wb < -1e-9 || wc < -1e-9) continue;
      const z = wa * az + wb * bz + wc * cz;
      const at = y * width + x;
      if (z <= (depth[at] as number)) continue;
      depth[at] = z;
      buffer.triangle[at] = triangle;
      buffer.weights[at * 2] = wa;
      buffer.weights[at * 2 + 1] = wb;
    }
  }
}
