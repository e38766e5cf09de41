import type { Field } from './fields.ts';
import { type Mesh, type Neighbours, neighboursOf } from './mesh.ts';
import { projectVertex } from './project.ts';

/** The half body on which everything is baked: topology and what follows from it. */
export interface HalfBody {
  mesh: Mesh;
  neighbours: Neighbours;
  onPlane: boolean[];
}

export function halfBodyOf(mesh: Mesh): HalfBody {
  const count = mesh.positions.length / 3;
  return {
    mesh,
    neighbours: neighboursOf(count, mesh.triangles),
    onPlane: Array.from({ length: count }, (_, v) => mesh.positions[v * 3] === 0),
  };
}

/**
 * Lays the topology onto another skin. `start` is the warped guess; each round projects, then smooths what the
 * projection moved so that neighbours slide together, not one by one. At the end triangles that became thin are
 * opened along the skin.
 */
export function shrinkWrap(
  half: HalfBody,
  field: Field,
  start: Float64Array,
  rounds = 3,
): Float64Array<ArrayBuffer> {
  const { neighbours, onPlane } = half;
  const count = onPlane.length;
  let current = start.slice();
  for (let round = 0; round < rounds; round++) {
    const last = round === rounds - 1;
    for (let v = 0; v < count; v++) {
      projectVertex(field, current, v, onPlane[v]!, last ? 4 : 2, round === 0 ? 3 : 1.2);
    }
    if (last) break;
    const shift = new Float64Array(count * 3);
    for (let i = 0; i < shift.length; i++) shift[i] = current[i]! - start[i]!;
    const smooth = smoothed(shift, neighbours, round === 0 ? 6 : 3);
    current = start.slice();
    for (let i = 0; i < shift.length; i++) current[i]! += smooth[i]!;
    for (let v = 0; v < count; v++) if (onPlane[v]) current[v * 3] = 0;
  }
  openThinTriangles(half, field, current);
  return current;
}

/** Moves each vertex to the skin and nothing more: for small changes, where sliding would only add noise. */
export function settle(half: HalfBody, field: Field, start: Float64Array): Float64Array<ArrayBuffer> {
  const current = start.slice();
  const count = half.onPlane.length;
  for (let v = 0; v < count; v++) {
    const i = v * 3;
    if (Math.abs(field(current[i]!, current[i + 1]!, current[i + 2]!)) < 2e-3) continue;
    projectVertex(field, current, v, half.onPlane[v]!, 3, 2);
  }
  return current;
}

export function smoothed(values: Float64Array, { start, list }: Neighbours, times: number): Float64Array {
  let a = values;
  for (let k = 0; k < times; k++) {
    const b = new Float64Array(a.length);
    for (let v = 0; v < start.length - 1; v++) {
      const degree = start[v + 1]! - start[v]!;
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let i = start[v]!; i < start[v + 1]!; i++) sum += a[list[i]! * 3 + c]!;
        b[v * 3 + c] = 0.5 * a[v * 3 + c]! + (0.5 * sum) / degree;
      }
    }
    a = b;
  }
  return a;
}

/** Cosines beyond which a corner is too sharp or too flat (about 29° and 138°). */
const SHARP = 0.875;
const FLAT = -0.74;

function openThinTriangles({ mesh, neighbours, onPlane }: HalfBody, field: Field, p: Float64Array): void {
  const { start, list } = neighbours;
  for (let pass = 0; pass < 48; pass++) {
    const bad = new Set<number>();
    for (let f = 0; f < mesh.triangles.length; f += 3) {
      for (let e = 0; e < 3; e++) {
        const c = cornerCosine(
          p,
          mesh.triangles[f + e]!,
          mesh.triangles[f + ((e + 1) % 3)]!,
          mesh.triangles[f + ((e + 2) % 3)]!,
        );
        if (c <= SHARP && c >= FLAT) continue;
        for (let k = 0; k < 3; k++) {
          const v = mesh.triangles[f + k]!;
          bad.add(v);
          for (let i = start[v]!; i < start[v + 1]!; i++) bad.add(list[i]!);
        }
      }
    }
    if (bad.size === 0) return;
    // What does not open from close by needs room from further off.
    for (let wider = 0; wider < Math.floor(pass / 12); wider++) {
      for (const v of Array.from(bad)) {
        for (let i = start[v]!; i < start[v + 1]!; i++) bad.add(list[i]!);
      }
    }
    for (const v of bad) {
      // A vertex on the plane of symmetry slides between its neighbours on the plane.
      const plane = onPlane[v]!;
      const mean = [0, 0, 0];
      let degree = 0;
      for (let i = start[v]!; i < start[v + 1]!; i++) {
        const u = list[i]!;
        if (plane && !onPlane[u]) continue;
        degree++;
        for (let c = 0; c < 3; c++) mean[c]! += p[u * 3 + c]!;
      }
      for (let c = plane ? 1 : 0; c < 3; c++) {
        p[v * 3 + c] = p[v * 3 + c]! + 0.6 * (mean[c]! / degree - p[v * 3 + c]!);
      }
      projectVertex(field, p, v, plane, 1, 0.6);
    }
  }
}

function cornerCosine(p: Float64Array, a: number, b: number, c: number): number {
  let dot = 0;
  let u = 0;
  let v = 0;
  for (let k = 0; k < 3; k++) {
    const s = p[b * 3 + k]! - p[a * 3 + k]!;
    const t = p[c * 3 + k]! - p[a * 3 + k]!;
    dot += s * t;
    u += s * s;
    v += t * t;
  }
  return dot / Math.sqrt(u * v || 1e-30);
}
