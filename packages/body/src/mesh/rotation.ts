import { cross, dot, length, unit, type Vec3 } from './vec3.ts';

/** A unit quaternion x, y, z, w. */
export type Rotation = readonly [number, number, number, number];

export const NO_ROTATION: Rotation = [0, 0, 0, 1];

/** Turns about an axis by an angle in radians, right-handed. */
export function turn(axis: Vec3, angle: number): Rotation {
  const [x, y, z] = unit(axis);
  const s = Math.sin(angle / 2);
  return [x * s, y * s, z * s, Math.cos(angle / 2)];
}

/** First `b`, then `a`. */
export function combine(a: Rotation, b: Rotation): Rotation {
  const [ax, ay, az, aw] = a;
  const [bx, by, bz, bw] = b;
  return [
    aw * bx + ax * bw + ay * bz - az * by,
    aw * by - ax * bz + ay * bw + az * bx,
    aw * bz + ax * by - ay * bx + az * bw,
    aw * bw - ax * bx - ay * by - az * bz,
  ];
}

export function rotate([qx, qy, qz, qw]: Rotation, v: Vec3): Vec3 {
  const t = cross([qx, qy, qz], v);
  const u: Vec3 = [2 * t[0], 2 * t[1], 2 * t[2]];
  const w = cross([qx, qy, qz], u);
  return [v[0] + qw * u[0] + w[0], v[1] + qw * u[1] + w[1], v[2] + qw * u[2] + w[2]];
}

/** The shortest turn that brings one direction onto another. */
export function between(from: Vec3, to: Vec3): Rotation {
  const a = unit(from);
  const b = unit(to);
  const axis = cross(a, b);
  const cosine = Math.min(1, Math.max(-1, dot(a, b)));
  if (length(axis) < 1e-9)
    return cosine > 0 ? NO_ROTATION : turn(Math.abs(a[0]) < 0.9 ? [1, 0, 0] : [0, 1, 0], Math.PI);
  return turn(axis, Math.acos(cosine));
}

/** The nine numbers of a rotation matrix, row by row. */
export function matrixOf([x, y, z, w]: Rotation): Float64Array {
  return Float64Array.of(
    1 - 2 * (y * y + z * z),
    2 * (x * y - z * w),
    2 * (x * z + y * w),
    2 * (x * y + z * w),
    1 - 2 * (x * x + z * z),
    2 * (y * z - x * w),
    2 * (x * z - y * w),
    2 * (y * z + x * w),
    1 - 2 * (x * x + y * y),
  );
}
