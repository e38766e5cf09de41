import type { Vec3 } from '../mesh/vec3.ts';
import { cross, dot, unit } from '../mesh/vec3.ts';

/** The points p with normal · p = offset; the normal is a unit vector. */
export interface Plane {
  normal: Vec3;
  offset: number;
}

/** The plane square to a direction, through a point. */
export function planeThrough(point: Vec3, direction: Vec3): Plane {
  const normal = unit(direction);
  return { normal, offset: dot(normal, point) };
}

/** Two unit vectors that span the plane; with the normal they make a right-handed frame (u × v = normal). */
export function planeAxes({ normal }: Plane): [Vec3, Vec3] {
  const away: Vec3 = Math.abs(normal[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
  const u = unit(cross(away, normal));
  return [u, cross(normal, u)];
}
