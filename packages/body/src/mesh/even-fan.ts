import { areaNormal } from './normals.ts';
import type { TriangleMesh } from './triangle-mesh.ts';

/** Normals this far (cosine, squared) from square to the fan's own are too steep to be sure of. */
const STEEP = 1e-4;

/**
 * For each vertex 1 when its triangles lie round it like the slices of a cake, so that none cuts another; 0 when
 * that is not certain and they must be tested pair by pair.
 *
 * Sure is: seen along the sum of their normals all face the same way, they make closed rings (each neighbour
 * ends one triangle and starts another), and together they go round once.
 */
export function evenFans({ positions, triangles }: TriangleMesh): Uint8Array {
  const count = positions.length / 3;
  const normals = new Float64Array(triangles.length);
  const facing = new Float64Array(positions.length);
  const normal: [number, number, number] = [0, 0, 0];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t] as number, triangles[t + 1] as number, triangles[t + 2] as number];
    areaNormal(positions, a * 3, b * 3, c * 3, normal);
    for (let axis = 0; axis < 3; axis++) {
      const along = normal[axis] as number;
      normals[t + axis] = along;
      facing[a * 3 + axis] = (facing[a * 3 + axis] as number) + along;
      facing[b * 3 + axis] = (facing[b * 3 + axis] as number) + along;
      facing[c * 3 + axis] = (facing[c * 3 + axis] as number) + along;
    }
  }
  const even = new Uint8Array(count).fill(1);
  const turns = new Uint8Array(count);
  /** Of each ring: what starts minus what ends, and the same of the squares; nil when each neighbour does both. */
  const balance = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let t = 0; t < triangles.length; t += 3) {
    const [nx, ny, nz] = [normals[t] as number, normals[t + 1] as number, normals[t + 2] as number];
    const size = nx * nx + ny * ny + nz * nz;
    for (let corner = 0; corner < 3; corner++) {
      const v = triangles[t + corner] as number;
      const p = triangles[t + ((corner + 1) % 3)] as number;
      const q = triangles[t + ((corner + 2) % 3)] as number;
      const dx = facing[v * 3] as number;
      const dy = facing[v * 3 + 1] as number;
      const dz = facing[v * 3 + 2] as number;
      const agree = nx * dx + ny * dy + nz * dz;
      if (agree <= 0 || agree * agree <= STEEP * size * (dx * dx + dy * dy + dz * dz)) even[v] = 0;
      balance[v] = (balance[v] as number) + p - q;
      squares[v] = (squares[v] as number) + p * p - q * q;
      // A direction square to the fan's: the ring passes from below it to above it once a turn.
      const flat = Math.abs(dz) > Math.abs(dx);
      const sx = flat ? 0 : -dy;
      const sy = flat ? -dz : dx;
      const sz = flat ? dy : 0;
      if (side(positions, v, p, sx, sy, sz) < 0 && side(positions, v, q, sx, sy, sz) >= 0) {
        turns[v] = (turns[v] as number) + 1;
      }
    }
  }
  for (let v = 0; v < count; v++) {
    if (turns[v] !== 1 || balance[v] !== 0 || squares[v] !== 0) even[v] = 0;
  }
  return even;
}

function side(p: ArrayLike<number>, from: number, to: number, sx: number, sy: number, sz: number): number {
  const [a, b] = [from * 3, to * 3];
  return (
    ((p[b] as number) - (p[a] as number)) * sx +
    ((p[b + 1] as number) - (p[a + 1] as number)) * sy +
    ((p[b + 2] as number) - (p[a + 2] as number)) * sz
  );
}
