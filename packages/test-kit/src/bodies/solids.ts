/** A closed triangle surface with outward triangles; one unit throughout (metres, as bodies are). */
export interface Solid {
  positions: Float64Array;
  triangles: Uint32Array;
}

/**
 * A surface of revolution round y with elliptic rings: ring i at height y, half-axes rx (along x) and rz.
 * Both ends are closed by a point in the middle.
 */
export function ringSolid(
  rings: readonly { y: number; rx: number; rz: number }[],
  segments: number,
  centre: readonly [number, number] = [0, 0],
): Solid {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const { y, rx, rz } of rings) {
    for (let s = 0; s < segments; s++) {
      const angle = (2 * Math.PI * s) / segments;
      positions.push(centre[0] + rx * Math.sin(angle), y, centre[1] + rz * Math.cos(angle));
    }
  }
  for (let r = 0; r + 1 < rings.length; r++) {
    for (let s = 0; s < segments; s++) {
      const a = r * segments + s;
      const b = r * segments + ((s + 1) % segments);
      triangles.push(a, b, b + segments, a, b + segments, a + segments);
    }
  }
  const first = rings[0] as { y: number };
  const last = rings[rings.length - 1] as { y: number };
  const bottom = rings.length * segments;
  positions.push(centre[0], first.y, centre[1], centre[0], last.y, centre[1]);
  for (let s = 0; s < segments; s++) {
    const next = (s + 1) % segments;
    const top = (rings.length - 1) * segments;
    triangles.push(bottom, next, s, bottom + 1, top + s, top + next);
  }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}

/** An upright elliptic cylinder from y = 0. */
export function cylinder(rx: number, rz: number, height: number, segments = 256, rings = 20): Solid {
  return ringSolid(
    Array.from({ length: rings + 1 }, (_, i) => ({ y: (height * i) / rings, rx, rz })),
    segments,
  );
}

/** An upright cone frustum from y = 0. */
export function cone(bottom: number, top: number, height: number, segments = 256, rings = 20): Solid {
  return ringSolid(
    Array.from({ length: rings + 1 }, (_, i) => {
      const r = bottom + ((top - bottom) * i) / rings;
      return { y: (height * i) / rings, rx: r, rz: r };
    }),
    segments,
  );
}

/** An ellipsoid that stands on y = 0. */
export function ellipsoid(rx: number, ry: number, rz: number, segments = 256, rings = 128): Solid {
  return ringSolid(
    Array.from({ length: rings - 1 }, (_, i) => {
      const polar = (Math.PI * (i + 1)) / rings;
      return { y: ry - ry * Math.cos(polar), rx: rx * Math.sin(polar), rz: rz * Math.sin(polar) };
    }),
    segments,
  );
}

/** Several solids as one mesh of separate pieces. */
export function together(...solids: readonly Solid[]): Solid {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (const solid of solids) {
    const offset = positions.length / 3;
    for (const value of solid.positions) positions.push(value);
    for (const index of solid.triangles) triangles.push(index + offset);
  }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}

/** Turned about y by `angle`, scaled by `scale`, then moved by `offset`. */
export function moved(solid: Solid, angle: number, scale: number, offset: readonly number[]): Solid {
  const positions = new Float64Array(solid.positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const x = (solid.positions[i] as number) * scale;
    const z = (solid.positions[i + 2] as number) * scale;
    positions[i] = x * Math.cos(angle) + z * Math.sin(angle) + (offset[0] ?? 0);
    positions[i + 1] = (solid.positions[i + 1] as number) * scale + (offset[1] ?? 0);
    positions[i + 2] = z * Math.cos(angle) - x * Math.sin(angle) + (offset[2] ?? 0);
  }
  return { positions, triangles: solid.triangles };
}

/** Girth of an ellipse by a sum fine enough to be exact to ten digits. */
export function ellipseGirth(rx: number, rz: number): number {
  const n = 4096;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const angle = (2 * Math.PI * (i + 0.5)) / n;
    sum += Math.hypot(rx * Math.cos(angle), rz * Math.sin(angle));
  }
  return (sum * 2 * Math.PI) / n;
}
