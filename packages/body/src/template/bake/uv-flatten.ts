import type { HalfBody } from './shrink-wrap.ts';
import type { Chart } from './uv-charts.ts';
import { coveringFaces, crossingFaces } from './uv-overlap.ts';

/** A chart laid flat, in centimetres, every triangle counter-clockwise. */
export interface FlatChart {
  chart: Chart;
  /** The half body's vertex of each local one, and local indices of the triangles. */
  vertices: number[];
  corners: Int32Array;
  uv: Float64Array;
}

const ROUNDS = 30;
/** In square centimetres; the file's steps of about 0.003 cm could turn such a triangle over. */
const VANISHED = 0.004;

/**
 * Lays a chart flat as rigidly as possible (Liu et al. 2008, local/global) from a start without overturned
 * triangles; each step goes only so far that none overturns (Smith and Schaefer 2015). On the midline the piece
 * stays on the line u = 0. Conformal maps were tried on paper only: they shrink fingers and ears tenfold.
 */
export function flatten(half: HalfBody, chart: Chart): FlatChart {
  const { positions: p, triangles } = half.mesh;
  const local = new Map<number, number>();
  const vertices: number[] = [];
  const corners = Int32Array.from(
    chart.faces.flatMap((f) =>
      [0, 1, 2].map((e) => {
        const v = triangles[f * 3 + e]!;
        let i = local.get(v);
        if (i === undefined) {
          i = vertices.length;
          local.set(v, i);
          vertices.push(v);
        }
        return i;
      }),
    ),
  );
  const pinned = vertices.map((v) => chart.onMidline !== undefined && half.onPlane[v]!);
  const flat: FlatChart = { chart, vertices, corners, uv: new Float64Array(vertices.length * 2) };
  if (chart.faces.length === 1) {
    layOne(flat, p);
    return flat;
  }
  if (chart.axes) project(flat, p, chart.axes);
  else {
    const front = vertices.map((v, i) => pinned[i]! && isFront(p, v));
    startFromDisc(flat, p, front);
    front.forEach((is, i) => {
      pinned[i] = is;
    });
  }
  untangle(flat, pinned);
  const start = flat.uv.slice();
  stiffen(flat, p, pinned, false);
  if (crossingFaces(flat.corners, flat.uv).size > 0) {
    flat.uv.set(start);
    stiffen(flat, p, pinned, true);
  }
  return flat;
}

/** A single triangle lies flat by itself. */
function layOne({ vertices, uv }: FlatChart, p: Float64Array): void {
  const [a, b, c] = vertices.map((v) => [p[v * 3]!, p[v * 3 + 1]!, p[v * 3 + 2]!]) as [
    number[],
    number[],
    number[],
  ];
  const u = b.map((x, k) => x - a[k]!);
  const v = c.map((x, k) => x - a[k]!);
  const length = Math.hypot(u[0]!, u[1]!, u[2]!);
  const along = (u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!) / length;
  const height = Math.sqrt(v[0]! ** 2 + v[1]! ** 2 + v[2]! ** 2 - along * along);
  uv.set([0, 0, length, 0, along, height]);
}

/** The triangles that cover another or have all but vanished. */
export function badFaces(flat: FlatChart): Set<number> {
  const bad = new Set([...crossingFaces(flat.corners, flat.uv), ...paintedTwice(flat)]);
  for (let f = 0; f < flat.chart.faces.length; f++) if (signedArea(flat, f) < VANISHED) bad.add(f);
  return bad;
}

/** Looked at with a grid finer than that of any picture. */
function paintedTwice({ corners, uv }: FlatChart): Set<number> {
  let low = Number.POSITIVE_INFINITY;
  let size = 0;
  for (const value of uv) low = Math.min(low, value);
  for (const value of uv) size = Math.max(size, value - low);
  const unit = new Float64Array(corners.length * 2);
  corners.forEach((v, i) => {
    unit[i * 2] = (uv[v * 2]! - low) / size;
    unit[i * 2 + 1] = (uv[v * 2 + 1]! - low) / size;
  });
  return coveringFaces(unit, Math.ceil(size * 30)).faces;
}

/** Of the head's midline only face and throat join their image; the seam runs from the brow over the crown. */
const isFront = (p: Float64Array, v: number): boolean => p[v * 3 + 2]! > 4;

function project({ vertices, uv }: FlatChart, p: Float64Array, [a, b]: NonNullable<Chart['axes']>): void {
  vertices.forEach((v, i) => {
    uv[i * 2] = a[0] * p[v * 3]! + a[1] * p[v * 3 + 1]! + a[2] * p[v * 3 + 2]!;
    uv[i * 2 + 1] = b[0] * p[v * 3]! + b[1] * p[v * 3 + 1]! + b[2] * p[v * 3 + 2]!;
  });
}

/** Tutte's embedding: the border on a half disc with the front midline as its straight side. */
function startFromDisc(flat: FlatChart, p: Float64Array, front: readonly boolean[]): void {
  const loop = borderLoop(flat);
  let begin = loop.findIndex((v, i) => front[v] && !front[loop[(i + loop.length - 1) % loop.length]!]);
  if (begin < 0) begin = 0;
  const ring = loop.map((_, i) => loop[(begin + i) % loop.length]!);
  const straight = ring.filter((v) => front[v]).length;
  const place = (i: number, x: number, y: number): void => {
    flat.uv[ring[i]! * 2] = x;
    flat.uv[ring[i]! * 2 + 1] = y;
  };
  const lengths = (from: number, to: number): number[] => {
    const out = [0];
    for (let i = from; i < to; i++) {
      const [a, b] = [
        flat.vertices[ring[i % ring.length]!]! * 3,
        flat.vertices[ring[(i + 1) % ring.length]!]! * 3,
      ];
      out.push(out.at(-1)! + Math.hypot(p[a]! - p[b]!, p[a + 1]! - p[b + 1]!, p[a + 2]! - p[b + 2]!));
    }
    return out;
  };
  const down = p[flat.vertices[ring[0]!]! * 3 + 1]! > p[flat.vertices[ring[straight - 1]!]! * 3 + 1]!;
  const line = lengths(0, straight - 1);
  line.forEach((l, i) => {
    const t = (l / line.at(-1)!) * 2 - 1;
    place(i, 0, 20 * (down ? -t : t));
  });
  const arc = lengths(straight - 1, ring.length);
  for (let i = straight; i < ring.length; i++) {
    const angle = (arc[i - straight + 1]! / arc.at(-1)!) * Math.PI - Math.PI / 2;
    place(i, 20 * Math.cos(angle), 20 * (down ? Math.sin(angle) : -Math.sin(angle)));
  }
  const fixed = new Set(loop);
  smoothInside(flat, (v) => !fixed.has(v), 1500);
}

/** The longest border of the chart, counter-clockwise. */
function borderLoop({ corners }: FlatChart): number[] {
  const next = new Map<number, number>();
  const directed = new Set<number>();
  for (let i = 0; i < corners.length; i++) {
    directed.add(corners[i]! * 65536 + corners[i - (i % 3) + ((i + 1) % 3)]!);
  }
  for (const key of directed) {
    const a = Math.floor(key / 65536);
    const b = key % 65536;
    if (!directed.has(b * 65536 + a)) next.set(a, b);
  }
  let best: number[] = [];
  const seen = new Set<number>();
  for (const start of next.keys()) {
    if (seen.has(start)) continue;
    const loop: number[] = [];
    for (let v = start; !seen.has(v); v = next.get(v)!) {
      seen.add(v);
      loop.push(v);
    }
    if (loop.length > best.length) best = loop;
  }
  return best;
}

function adjacency({ corners, vertices }: FlatChart): number[][] {
  const sets = vertices.map(() => new Set<number>());
  for (let i = 0; i < corners.length; i++) {
    for (const k of [1, 2]) sets[corners[i]!]!.add(corners[i - (i % 3) + ((i + k) % 3)]!);
  }
  return sets.map((set) => [...set]);
}

function smoothInside(flat: FlatChart, free: (v: number) => boolean, sweeps: number): void {
  const near = adjacency(flat);
  for (let k = 0; k < sweeps; k++) {
    for (let v = 0; v < near.length; v++) {
      if (!free(v)) continue;
      for (const c of [0, 1]) {
        let sum = 0;
        for (const u of near[v]!) sum += flat.uv[u * 2 + c]!;
        flat.uv[v * 2 + c] = sum / near[v]!.length;
      }
    }
  }
}

function signedArea({ corners, uv }: FlatChart, f: number): number {
  const [a, b, c] = [corners[f * 3]! * 2, corners[f * 3 + 1]! * 2, corners[f * 3 + 2]! * 2];
  return ((uv[b]! - uv[a]!) * (uv[c + 1]! - uv[a + 1]!) - (uv[b + 1]! - uv[a + 1]!) * (uv[c]! - uv[a]!)) / 2;
}

/** Turns overturned triangles of a projection back by evening out their surroundings, wider each time. */
function untangle(flat: FlatChart, pinned: readonly boolean[]): void {
  const near = adjacency(flat);
  for (let pass = 0; pass < 60; pass++) {
    let bad = new Set<number>();
    for (let f = 0; f < flat.corners.length / 3; f++) {
      if (signedArea(flat, f) > 1e-5) continue;
      for (let e = 0; e < 3; e++) bad.add(flat.corners[f * 3 + e]!);
    }
    if (bad.size === 0) return;
    for (let wider = 0; wider < Math.min(4, pass / 8); wider++) {
      bad = new Set([...bad].flatMap((v) => [v, ...near[v]!]));
    }
    for (let sweep = 0; sweep < 10; sweep++) {
      for (const v of bad) {
        for (const c of [0, 1]) {
          if (c === 0 && pinned[v]) continue;
          let sum = 0;
          for (const u of near[v]!) sum += flat.uv[u * 2 + c]!;
          flat.uv[v * 2 + c] = 0.3 * flat.uv[v * 2 + c]! + (0.7 * sum) / near[v]!.length;
        }
      }
    }
  }
}

/** Cotangents as weights: positive, and none that drowns the others. */
const within = (cotangent: number): number => Math.max(0.05, Math.min(5, cotangent));

/** Local/global iterations towards edges of true length. */
function stiffen(flat: FlatChart, p: Float64Array, pinned: readonly boolean[], careful: boolean): void {
  const { corners, vertices, uv } = flat;
  const faces = corners.length / 3;
  const n = vertices.length;
  // Each triangle at rest in its own plane, and the cotangents of its corners.
  const rest = new Float64Array(faces * 6);
  const cot = new Float64Array(faces * 3);
  for (let f = 0; f < faces; f++) {
    const [a, b, c] = [0, 1, 2].map((e) => vertices[corners[f * 3 + e]!]! * 3) as [number, number, number];
    const u = [0, 1, 2].map((k) => p[b + k]! - p[a + k]!);
    const v = [0, 1, 2].map((k) => p[c + k]! - p[a + k]!);
    const l = Math.hypot(u[0]!, u[1]!, u[2]!);
    const along = (u[0]! * v[0]! + u[1]! * v[1]! + u[2]! * v[2]!) / l;
    const height = Math.sqrt(Math.max(1e-12, v[0]! ** 2 + v[1]! ** 2 + v[2]! ** 2 - along * along));
    rest.set([0, 0, l, 0, along, height], f * 6);
    const opposite = (along * (along - l) + height * height) / (l * height);
    cot.set([within(along / height), within((l - along) / height), within(opposite)], f * 3);
  }
  const ends = corners.map((_, k) => corners[k - (k % 3) + ((k + 1) % 3)]!);
  const weights = Float64Array.from(corners, (_, k) => cot[k - (k % 3) + ((k + 2) % 3)]!);
  const diagonal = new Float64Array(n).fill(1e-9);
  const eachEdge = (
    visit: (f: number, i: number, j: number, w: number, e: number, g: number) => void,
  ): void => {
    for (let f = 0; f < faces; f++) {
      for (let e = 0; e < 3; e++) {
        const g = (e + 1) % 3;
        visit(f, corners[f * 3 + e]!, corners[f * 3 + g]!, cot[f * 3 + ((e + 2) % 3)]!, e, g);
      }
    }
  };
  eachEdge((_, i, j, w) => {
    diagonal[i]! += w;
    diagonal[j]! += w;
  });
  const multiply = (x: Float64Array, free: (v: number) => boolean): Float64Array => {
    const out = new Float64Array(n);
    for (let k = 0; k < corners.length; k++) {
      const i = corners[k]!;
      const j = ends[k]!;
      const d = weights[k]! * (x[i]! - x[j]!);
      out[i]! += d;
      out[j]! -= d;
    }
    for (let v = 0; v < n; v++) if (!free(v)) out[v] = 0;
    return out;
  };
  const frozen = new Uint8Array(n);
  for (let round = 0; round < ROUNDS; round++) {
    const target = [new Float64Array(n), new Float64Array(n)] as const;
    const turn = new Float64Array(faces);
    for (let f = 0; f < faces; f++) turn[f] = bestTurn(flat, rest, f);
    eachEdge((f, i, j, w, e, g) => {
      const dx = rest[f * 6 + e * 2]! - rest[f * 6 + g * 2]!;
      const dy = rest[f * 6 + e * 2 + 1]! - rest[f * 6 + g * 2 + 1]!;
      const [c, s] = [Math.cos(turn[f]!), Math.sin(turn[f]!)];
      const rx = w * (c * dx - s * dy);
      const ry = w * (s * dx + c * dy);
      target[0][i]! += rx;
      target[0][j]! -= rx;
      target[1][i]! += ry;
      target[1][j]! -= ry;
    });
    const step = new Float64Array(n * 2);
    for (const c of [0, 1] as const) {
      const free = (v: number): boolean => !frozen[v] && (c === 1 || !pinned[v]);
      const now = Float64Array.from({ length: n }, (_, v) => uv[v * 2 + c]!);
      const solved = conjugateGradient((x) => multiply(x, free), target[c], now, diagonal, free);
      for (let v = 0; v < n; v++) step[v * 2 + c] = solved[v]! - now[v]!;
    }
    const k = Math.min(1, 0.8 * safeStep(flat, step));
    const before = uv.slice();
    for (let i = 0; i < step.length; i++) uv[i]! += k * step[i]!;
    // Fingers grow wider than the gaps between them: what would cover something stays where it was for good.
    const covering = careful ? crossingFaces(flat.corners, flat.uv) : undefined;
    if (!covering || covering.size === 0) continue;
    uv.set(before);
    for (const f of covering) for (let e = 0; e < 3; e++) frozen[corners[f * 3 + e]!] = 1;
  }
}

/** The angle that turns the triangle at rest nearest to where it lies. */
function bestTurn({ corners, uv }: FlatChart, rest: Float64Array, f: number): number {
  const [a, b, c] = [corners[f * 3]! * 2, corners[f * 3 + 1]! * 2, corners[f * 3 + 2]! * 2];
  const l = rest[f * 6 + 2]!;
  const x = rest[f * 6 + 4]!;
  const y = rest[f * 6 + 5]!;
  const j00 = (uv[b]! - uv[a]!) / l;
  const j10 = (uv[b + 1]! - uv[a + 1]!) / l;
  const j01 = (uv[c]! - uv[a]! - j00 * x) / y;
  const j11 = (uv[c + 1]! - uv[a + 1]! - j10 * x) / y;
  return Math.atan2(j10 - j01, j00 + j11);
}

function conjugateGradient(
  multiply: (x: Float64Array) => Float64Array,
  target: Float64Array,
  start: Float64Array,
  diagonal: Float64Array,
  free: (v: number) => boolean,
): Float64Array {
  const x = start.slice();
  const first = multiply(x);
  const r = target.map((b, v) => (free(v) ? b - first[v]! : 0));
  const z = r.map((value, v) => value / diagonal[v]!);
  const d = z.slice();
  let rz = r.reduce((sum, value, v) => sum + value * z[v]!, 0);
  const enough = rz * 1e-8;
  for (let k = 0; k < 120 && rz > enough && rz > 1e-14; k++) {
    const q = multiply(d);
    const alpha = rz / d.reduce((sum, value, v) => sum + value * q[v]!, 0);
    for (let v = 0; v < x.length; v++) {
      x[v]! += alpha * d[v]!;
      r[v]! -= alpha * q[v]!;
      z[v] = r[v]! / diagonal[v]!;
    }
    const next = r.reduce((sum, value, v) => sum + value * z[v]!, 0);
    for (let v = 0; v < x.length; v++) d[v] = z[v]! + (next / rz) * d[v]!;
    rz = next;
  }
  return x;
}

/** The largest multiple of a step before some triangle has no area left. */
function safeStep({ corners, uv }: FlatChart, step: Float64Array): number {
  let most = Number.POSITIVE_INFINITY;
  for (let f = 0; f < corners.length; f += 3) {
    const [a, b, c] = [corners[f]! * 2, corners[f + 1]! * 2, corners[f + 2]! * 2];
    const e = [uv[b]! - uv[a]!, uv[b + 1]! - uv[a + 1]!, uv[c]! - uv[a]!, uv[c + 1]! - uv[a + 1]!] as const;
    const d = [
      step[b]! - step[a]!,
      step[b + 1]! - step[a + 1]!,
      step[c]! - step[a]!,
      step[c + 1]! - step[a + 1]!,
    ] as const;
    const q0 = e[0] * e[3] - e[1] * e[2];
    const q1 = e[0] * d[3] + d[0] * e[3] - e[1] * d[2] - d[1] * e[2];
    const q2 = d[0] * d[3] - d[1] * d[2];
    if (q0 <= 0) continue;
    const root = smallestPositiveRoot(q2, q1, q0);
    if (root < most) most = root;
  }
  return most;
}

function smallestPositiveRoot(a: number, b: number, c: number): number {
  if (Math.abs(a) < 1e-14) return b < 0 ? -c / b : Number.POSITIVE_INFINITY;
  const disc = b * b - 4 * a * c;
  if (disc < 0) return Number.POSITIVE_INFINITY;
  const q = -0.5 * (b + Math.sign(b || 1) * Math.sqrt(disc));
  const roots = [q / a, c / q].filter((t) => t > 0);
  return roots.length > 0 ? Math.min(...roots) : Number.POSITIVE_INFINITY;
}
