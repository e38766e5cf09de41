import type { Vec3 } from './fields.ts';
import type { ImplicitBody } from './implicit-body.ts';
import type { HalfBody } from './shrink-wrap.ts';

/** A piece of skin to be laid flat. */
export interface Chart {
  /** Triangles of the half body. */
  faces: number[];
  /** `axes` to start from a projection; without, the chart starts from a disc (the head). */
  axes?: readonly [Vec3, Vec3];
  /** Joins its mirror image along the plane of symmetry. */
  onMidline?: 'head' | 'front' | 'back';
}

/**
 * Cuts the half body into the pieces a tailor would: head with neck; front and back of trunk, leg and arm, with
 * seams along the sides; palm and back of the hand; sole and upper of the foot. Front and back are told by
 * smoothed normals, so that seams run straight.
 */
export function cutCharts(half: HalfBody, labels: readonly string[], body: ImplicitBody): Chart[] {
  const { triangles } = half.mesh;
  const normals = smoothNormals(half);
  const { along, outward } = body.arm;
  const up: Vec3 = [-along[0], -along[1], 0];
  const groups: Record<string, { axis: Vec3; faces: [number[], number[]] }> = {};
  const axisOf: Record<string, Vec3> = {
    head: [1, 0, 0],
    trunk: [0, 0, 1],
    leg: [0, 0, 1],
    arm: [0, 0, 1],
    hand: outward,
    foot: [0, 1, 0],
  };
  for (let f = 0; f < triangles.length / 3; f++) {
    const group = groupOf(majority(labels, triangles, f));
    groups[group] ??= { axis: axisOf[group]!, faces: [[], []] };
    const { axis, faces } = groups[group];
    let side = 0;
    for (let e = 0; e < 3; e++) {
      const v = triangles[f * 3 + e]! * 3;
      side += axis[0] * normals[v]! + axis[1] * normals[v + 1]! + axis[2] * normals[v + 2]!;
    }
    faces[group === 'head' || side >= 0 ? 0 : 1].push(f);
  }
  const x: Vec3 = [1, 0, 0];
  const left: Vec3 = [-1, 0, 0];
  const y: Vec3 = [0, 1, 0];
  const z: Vec3 = [0, 0, 1];
  const plans: [string, 0 | 1, Chart['axes'], Chart['onMidline']][] = [
    ['head', 0, undefined, 'head'],
    ['trunk', 0, [x, y], 'front'],
    // Upside down, so that it lies on the same side of the midline and is not a mirror image.
    ['trunk', 1, [x, [0, -1, 0]], 'back'],
    ['leg', 0, [x, y], undefined],
    ['leg', 1, [left, y], undefined],
    ['arm', 0, [outward, up], undefined],
    ['arm', 1, [[-outward[0], -outward[1], 0], up], undefined],
    ['hand', 0, [[0, 0, -1], up], undefined],
    ['hand', 1, [z, up], undefined],
    ['foot', 0, [x, [0, 0, -1]], undefined],
    ['foot', 1, [x, z], undefined],
  ];
  return plans.flatMap(([group, side, axes, onMidline]) =>
    connectedPieces(groups[group]!.faces[side], triangles).map((faces, i) => ({
      faces,
      ...(axes ? { axes } : {}),
      ...(onMidline && i === 0 ? { onMidline } : {}),
    })),
  );
}

function groupOf(label: string): string {
  if (label === 'Head' || label === 'Neck') return 'head';
  if (label.startsWith('LeftHand')) return 'hand';
  if (label === 'LeftArm' || label === 'LeftForeArm') return 'arm';
  if (label === 'LeftUpLeg' || label === 'LeftLeg') return 'leg';
  return label === 'LeftFoot' || label === 'LeftToeBase' ? 'foot' : 'trunk';
}

function majority(labels: readonly string[], triangles: Int32Array, f: number): string {
  const [a, b, c] = [
    labels[triangles[f * 3]!]!,
    labels[triangles[f * 3 + 1]!]!,
    labels[triangles[f * 3 + 2]!]!,
  ];
  return groupOf(b) === groupOf(c) ? b : a;
}

function smoothNormals({ mesh, neighbours, onPlane }: HalfBody): Float64Array {
  const { positions: p, triangles } = mesh;
  let n: Float64Array = new Float64Array(p.length);
  for (let f = 0; f < triangles.length; f += 3) {
    const [a, b, c] = [triangles[f]! * 3, triangles[f + 1]! * 3, triangles[f + 2]! * 3];
    const u = [p[b]! - p[a]!, p[b + 1]! - p[a + 1]!, p[b + 2]! - p[a + 2]!] as const;
    const v = [p[c]! - p[a]!, p[c + 1]! - p[a + 1]!, p[c + 2]! - p[a + 2]!] as const;
    const area = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]] as const;
    for (const i of [a, b, c]) for (let k = 0; k < 3; k++) n[i + k]! += area[k]!;
  }
  const { start, list } = neighbours;
  for (let round = 0; round < 4; round++) {
    const next = new Float64Array(n.length);
    for (let v = 0; v < onPlane.length; v++) {
      for (let k = 0; k < 3; k++) {
        let sum = n[v * 3 + k]!;
        for (let i = start[v]!; i < start[v + 1]!; i++) sum += n[list[i]! * 3 + k]!;
        next[v * 3 + k] = onPlane[v] && k === 0 ? 0 : sum;
      }
      const length = Math.hypot(next[v * 3]!, next[v * 3 + 1]!, next[v * 3 + 2]!) || 1;
      for (let k = 0; k < 3; k++) next[v * 3 + k]! /= length;
    }
    n = next;
  }
  return n;
}

/** Pieces joined by edges, the largest first. */
export function connectedPieces(faces: readonly number[], triangles: Int32Array): number[][] {
  const byEdge = new Map<number, number[]>();
  const key = (a: number, b: number): number => Math.min(a, b) * 65536 + Math.max(a, b);
  for (const f of faces) {
    for (let e = 0; e < 3; e++) {
      const k = key(triangles[f * 3 + e]!, triangles[f * 3 + ((e + 1) % 3)]!);
      const list = byEdge.get(k);
      if (list) list.push(f);
      else byEdge.set(k, [f]);
    }
  }
  const seen = new Set<number>();
  const pieces: number[][] = [];
  for (const start of faces) {
    if (seen.has(start)) continue;
    seen.add(start);
    const piece = [start];
    for (let q = 0; q < piece.length; q++) {
      const f = piece[q]!;
      for (let e = 0; e < 3; e++) {
        for (const g of byEdge.get(key(triangles[f * 3 + e]!, triangles[f * 3 + ((e + 1) % 3)]!))!) {
          if (seen.has(g)) continue;
          seen.add(g);
          piece.push(g);
        }
      }
    }
    pieces.push(piece);
  }
  return pieces.sort((a, b) => b.length - a.length);
}
