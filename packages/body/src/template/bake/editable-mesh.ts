import { compact, type Mesh } from './mesh.ts';

/**
 * A triangle mesh whose edges can be split, collapsed and flipped. An open border may lie only on the plane
 * x = 0, and stays there. Dead triangles keep their slot with a first corner of −1.
 */
export class EditableMesh {
  readonly positions: number[];
  readonly triangles: number[];
  /** The triangles round each vertex. */
  readonly fans: number[][];
  readonly onBorder: boolean[];

  constructor(mesh: Mesh) {
    this.positions = Array.from(mesh.positions);
    this.triangles = Array.from(mesh.triangles);
    this.fans = Array.from({ length: mesh.positions.length / 3 }, () => []);
    this.onBorder = this.fans.map((_, v) => mesh.positions[v * 3] === 0);
    for (let i = 0; i < this.triangles.length; i++) this.fans[this.triangles[i]!]!.push((i / 3) | 0);
  }

  get faceCount(): number {
    return this.triangles.length / 3;
  }

  alive(f: number): boolean {
    return this.triangles[f * 3]! >= 0;
  }

  length(a: number, b: number): number {
    const p = this.positions;
    const x = p[a * 3]! - p[b * 3]!;
    const y = p[a * 3 + 1]! - p[b * 3 + 1]!;
    const z = p[a * 3 + 2]! - p[b * 3 + 2]!;
    return Math.sqrt(x * x + y * y + z * z);
  }

  /** The corner of f that is neither a nor b. */
  opposite(f: number, a: number, b: number): number {
    const t = this.triangles;
    for (let e = 0; e < 3; e++) {
      const v = t[f * 3 + e]!;
      if (v !== a && v !== b) return v;
    }
    return -1;
  }

  facesOfEdge(a: number, b: number): number[] {
    const t = this.triangles;
    return this.fans[a]!.filter((f) => t[f * 3] === b || t[f * 3 + 1] === b || t[f * 3 + 2] === b);
  }

  neighbours(v: number): Set<number> {
    const set = new Set<number>();
    for (const f of this.fans[v]!) {
      for (let e = 0; e < 3; e++) if (this.triangles[f * 3 + e] !== v) set.add(this.triangles[f * 3 + e]!);
    }
    return set;
  }

  private leave(v: number, f: number): void {
    const fan = this.fans[v]!;
    const i = fan.indexOf(f);
    fan[i] = fan[fan.length - 1]!;
    fan.pop();
  }

  /** Puts a vertex in the middle of edge ab. */
  split(a: number, b: number): void {
    const faces = this.facesOfEdge(a, b);
    const border = faces.length === 1;
    const p = this.positions;
    const m = p.length / 3;
    for (let c = 0; c < 3; c++) p.push((p[a * 3 + c]! + p[b * 3 + c]!) / 2);
    if (border) p[m * 3] = 0;
    else if (p[m * 3] === 0) p[m * 3] = 1e-3;
    this.onBorder.push(border);
    this.fans.push([]);
    for (const f of faces) {
      const c = this.opposite(f, a, b);
      const t = this.triangles;
      const g = this.faceCount;
      const forward = this.nextCorner(f, a) === b;
      if (forward) t.push(m, b, c);
      else t.push(b, m, c);
      for (let e = 0; e < 3; e++) if (t[f * 3 + e] === b) t[f * 3 + e] = m;
      this.leave(b, f);
      this.fans[b]!.push(g);
      this.fans[m]!.push(f, g);
      this.fans[c]!.push(g);
    }
  }

  private nextCorner(f: number, v: number): number {
    const t = this.triangles;
    for (let e = 0; e < 3; e++) if (t[f * 3 + e] === v) return t[f * 3 + ((e + 1) % 3)]!;
    return -1;
  }

  /** Removes b into a at `to`; the caller has checked that this is safe. */
  collapse(a: number, b: number, faces: readonly number[], to: readonly number[]): void {
    const t = this.triangles;
    for (let c = 0; c < 3; c++) this.positions[a * 3 + c] = to[c]!;
    for (const f of faces) {
      for (let e = 0; e < 3; e++) this.leave(t[f * 3 + e]!, f);
      t[f * 3] = -1;
    }
    for (const f of this.fans[b]!) {
      for (let e = 0; e < 3; e++) if (t[f * 3 + e] === b) t[f * 3 + e] = a;
      this.fans[a]!.push(f);
    }
    this.fans[b] = [];
  }

  /** Turns edge ab of faces f (a, b, c) and g (b, a, d) into edge cd. */
  flip(f: number, g: number, a: number, b: number, c: number, d: number): void {
    const t = this.triangles;
    t[f * 3] = a;
    t[f * 3 + 1] = d;
    t[f * 3 + 2] = c;
    t[g * 3] = d;
    t[g * 3 + 1] = b;
    t[g * 3 + 2] = c;
    this.leave(b, f);
    this.leave(a, g);
    this.fans[d]!.push(f);
    this.fans[c]!.push(g);
  }

  /** Twice the area vector of a triangle given by vertices, with one of them moved to `to`. */
  normal(
    a: number,
    b: number,
    c: number,
    moved: number,
    to: readonly number[] | undefined,
    out: number[],
  ): void {
    const p = this.positions;
    const at = (v: number, k: number): number => (v === moved && to ? to[k]! : p[v * 3 + k]!);
    const ux = at(b, 0) - at(a, 0);
    const uy = at(b, 1) - at(a, 1);
    const uz = at(b, 2) - at(a, 2);
    const vx = at(c, 0) - at(a, 0);
    const vy = at(c, 1) - at(a, 1);
    const vz = at(c, 2) - at(a, 2);
    out[0] = uy * vz - uz * vy;
    out[1] = uz * vx - ux * vz;
    out[2] = ux * vy - uy * vx;
  }

  toMesh(): Mesh {
    const live: number[] = [];
    for (let f = 0; f < this.faceCount; f++) {
      if (this.alive(f))
        live.push(this.triangles[f * 3]!, this.triangles[f * 3 + 1]!, this.triangles[f * 3 + 2]!);
    }
    return compact(this.positions, Int32Array.from(live));
  }
}
