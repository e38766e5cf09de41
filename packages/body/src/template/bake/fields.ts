/**
 * The arithmetic of implicit surfaces. A field is negative inside the body, positive outside and about the
 * distance in centimetres near the surface. Smooth minima are the polynomial kind: exact outside their blend.
 */

export type Vec3 = readonly [number, number, number];
export type Field = (x: number, y: number, z: number) => number;

/** Far outside: what a part answers where it has nothing to say. */
export const FAR = 1e3;

export const mix = (a: number, b: number, t: number): number => a + (b - a) * t;
export const clamp = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

export function smoothstep(from: number, to: number, x: number): number {
  const t = clamp((x - from) / (to - from), 0, 1);
  return t * t * (3 - 2 * t);
}

/** A bell of height 1 round `centre`. */
export const bump = (x: number, centre: number, width: number): number => {
  const q = (x - centre) / width;
  return q * q > 12 ? 0 : Math.exp(-q * q);
};

export function smoothMin(a: number, b: number, k: number): number {
  const h = k - Math.abs(a - b);
  return h > 0 ? Math.min(a, b) - (h * h) / (4 * k) : Math.min(a, b);
}

export const smoothMax = (a: number, b: number, k: number): number => -smoothMin(-a, -b, k);

/** Squared distance to a segment; the position along it is left in `lastSegmentPosition`. */
let lastSegmentPosition = 0;
function segmentDistanceSquared(x: number, y: number, z: number, a: Vec3, b: Vec3): number {
  const bx = b[0] - a[0];
  const by = b[1] - a[1];
  const bz = b[2] - a[2];
  const px = x - a[0];
  const py = y - a[1];
  const pz = z - a[2];
  const length = bx * bx + by * by + bz * bz;
  const h = length < 1e-9 ? 0 : clamp((px * bx + py * by + pz * bz) / length, 0, 1);
  lastSegmentPosition = h;
  const qx = px - bx * h;
  const qy = py - by * h;
  const qz = pz - bz * h;
  return qx * qx + qy * qy + qz * qz;
}

/** A capsule whose radius goes from `ra` to `rb`. */
export function capsule(x: number, y: number, z: number, a: Vec3, b: Vec3, ra: number, rb: number): number {
  const d = Math.sqrt(segmentDistanceSquared(x, y, z, a, b));
  return d - mix(ra, rb, lastSegmentPosition);
}

/** 1 on the segment, fading as a bell of width `sigma`: what ridges and furrows are made of. */
export function ridge(x: number, y: number, z: number, a: Vec3, b: Vec3, sigma: number): number {
  const q = segmentDistanceSquared(x, y, z, a, b) / (sigma * sigma);
  return q > 9 ? 0 : Math.exp(-q);
}

export function ellipsoid(x: number, y: number, z: number, centre: Vec3, radii: Vec3): number {
  const px = (x - centre[0]) / radii[0];
  const py = (y - centre[1]) / radii[1];
  const pz = (z - centre[2]) / radii[2];
  const k0 = Math.sqrt(px * px + py * py + pz * pz);
  const qx = px / radii[0];
  const qy = py / radii[1];
  const qz = pz / radii[2];
  const k1 = Math.sqrt(qx * qx + qy * qy + qz * qz);
  return k1 < 1e-9 ? -Math.min(radii[0], radii[1], radii[2]) : (k0 * (k0 - 1)) / k1;
}

/** An ellipsoid turned about x, then y, then z (radians). */
export function tiltedEllipsoid(centre: Vec3, radii: Vec3, angles: Vec3): Field {
  const [cx, sx] = [Math.cos(angles[0]), Math.sin(angles[0])];
  const [cy, sy] = [Math.cos(angles[1]), Math.sin(angles[1])];
  const [cz, sz] = [Math.cos(angles[2]), Math.sin(angles[2])];
  const origin: Vec3 = [0, 0, 0];
  return (x, y, z) => {
    const px = x - centre[0];
    const py = y - centre[1];
    const pz = z - centre[2];
    const y1 = cx * py + sx * pz;
    const z1 = -sx * py + cx * pz;
    const x2 = cy * px - sy * z1;
    const z2 = sy * px + cy * z1;
    return ellipsoid(cz * x2 + sz * y1, -sz * x2 + cz * y1, z2, origin, radii);
  };
}

/** Gradient and value by four samples on a tetrahedron; written into `out` as [value, x, y, z]. */
export function sampleGradient(
  field: Field,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
  e = 0.06,
): void {
  const a = field(x + e, y - e, z - e);
  const b = field(x - e, y - e, z + e);
  const c = field(x - e, y + e, z - e);
  const d = field(x + e, y + e, z + e);
  out[0] = (a + b + c + d) / 4;
  out[1] = (a - b - c + d) / (4 * e);
  out[2] = (-a - b + c + d) / (4 * e);
  out[3] = (-a + b - c + d) / (4 * e);
}
