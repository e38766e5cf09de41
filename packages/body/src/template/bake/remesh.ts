import { EditableMesh } from './editable-mesh.ts';
import type { Field } from './fields.ts';
import type { Mesh } from './mesh.ts';
import { projectVertex } from './project.ts';
import type { SizingField } from './sizing-field.ts';

/**
 * Isotropic remeshing after Botsch and Kobbelt (2004): split what is too long, collapse what is too short, flip
 * towards valence six, relax along the surface and project back; the wanted edge length varies from place to
 * place. Quadric decimation would keep the grid's directions, which shear when the mesh is deformed later.
 */
const LONGEST = 1.38;
const SHORTEST = 0.74;

export function remesh(mesh: Mesh, field: Field, size: SizingField, passes = 8): Mesh {
  const m = new EditableMesh(mesh);
  for (let pass = 0; pass < passes; pass++) {
    splitLong(m, size);
    for (let i = 0; i < (pass < 3 ? 4 : 1); i++) collapseShort(m, size);
    flipEdges(m);
    flipEdges(m);
    relax(m, field, size, pass < 2 ? 0.4 : 0.6, pass >= passes - 3 ? 2 : 1);
  }
  for (let i = 0; i < 12; i++) {
    // What relaxing brought too close together, above all along the border.
    if (i < 8) collapseShort(m, size);
    flipEdges(m);
    relax(m, field, size, 0.5, 2);
  }
  return m.toMesh();
}

function wanted(m: EditableMesh, size: SizingField, a: number, b: number): number {
  const p = m.positions;
  return size(
    (p[a * 3]! + p[b * 3]!) / 2,
    (p[a * 3 + 1]! + p[b * 3 + 1]!) / 2,
    (p[a * 3 + 2]! + p[b * 3 + 2]!) / 2,
  );
}

function splitLong(m: EditableMesh, size: SizingField): void {
  for (let f = 0; f < m.faceCount; f++) {
    if (!m.alive(f)) continue;
    for (let e = 0; e < 3; e++) {
      const a = m.triangles[f * 3 + e]!;
      const b = m.triangles[f * 3 + ((e + 1) % 3)]!;
      if (m.length(a, b) <= LONGEST * wanted(m, size, a, b)) continue;
      m.split(a, b);
      break;
    }
  }
}

const before = [0, 0, 0];
const after = [0, 0, 0];

/** Whether moving v to `to` would turn over any triangle of its fan, apart from those that vanish. */
function turnsOver(m: EditableMesh, v: number, to: readonly number[], vanishing: readonly number[]): boolean {
  for (const f of m.fans[v]!) {
    if (vanishing.includes(f)) continue;
    const [a, b, c] = [m.triangles[f * 3]!, m.triangles[f * 3 + 1]!, m.triangles[f * 3 + 2]!];
    m.normal(a, b, c, -1, undefined, before);
    m.normal(a, b, c, v, to, after);
    const l0 = Math.hypot(before[0]!, before[1]!, before[2]!);
    const l1 = Math.hypot(after[0]!, after[1]!, after[2]!);
    const dot = before[0]! * after[0]! + before[1]! * after[1]! + before[2]! * after[2]!;
    if (l1 < 1e-9 || (l0 > 1e-7 && dot < 0.25 * l0 * l1)) return true;
  }
  return false;
}

function collapseShort(m: EditableMesh, size: SizingField): void {
  for (let f = 0; f < m.faceCount; f++) {
    if (!m.alive(f)) continue;
    for (let e = 0; e < 3; e++) {
      if (tryCollapse(m, size, m.triangles[f * 3 + e]!, m.triangles[f * 3 + ((e + 1) % 3)]!)) break;
    }
  }
}

function tryCollapse(m: EditableMesh, size: SizingField, from: number, to: number): boolean {
  const target = wanted(m, size, from, to);
  if (m.length(from, to) >= SHORTEST * target) return false;
  const [a, b] = !m.onBorder[from] && m.onBorder[to] ? [to, from] : [from, to];
  const faces = m.facesOfEdge(a, b);
  if (m.onBorder[a] && m.onBorder[b] && faces.length !== 1) return false;
  const around = m.neighbours(a);
  const beyond = m.neighbours(b);
  let common = 0;
  for (const v of around) if (beyond.has(v)) common++;
  if (common !== faces.length || around.size + beyond.size - 4 > 10) return false;
  const p = m.positions;
  const keep = m.onBorder[a] && !m.onBorder[b];
  const middle = [0, 1, 2].map((c) => (keep ? p[a * 3 + c]! : (p[a * 3 + c]! + p[b * 3 + c]!) / 2));
  if (m.onBorder[a]) middle[0] = 0;
  for (const set of [around, beyond]) {
    for (const v of set) {
      if (v === a || v === b) continue;
      const d = Math.hypot(p[v * 3]! - middle[0]!, p[v * 3 + 1]! - middle[1]!, p[v * 3 + 2]! - middle[2]!);
      if (d > 1.36 * target) return false;
    }
  }
  if (turnsOver(m, a, middle, faces) || turnsOver(m, b, middle, faces)) return false;
  m.collapse(a, b, faces, middle);
  return true;
}

const n1 = [0, 0, 0];
const n2 = [0, 0, 0];
const m1 = [0, 0, 0];
const m2 = [0, 0, 0];

function flipEdges(m: EditableMesh): void {
  const excess = (v: number, change: number): number => {
    const wantedValence = m.onBorder[v] ? 4 : 6;
    const valence = m.fans[v]!.length + (m.onBorder[v] ? 1 : 0) + change - wantedValence;
    return valence * valence;
  };
  for (let f = 0; f < m.faceCount; f++) {
    if (!m.alive(f)) continue;
    for (let e = 0; e < 3; e++) {
      const a = m.triangles[f * 3 + e]!;
      const b = m.triangles[f * 3 + ((e + 1) % 3)]!;
      if (a > b) continue;
      const faces = m.facesOfEdge(a, b);
      if (faces.length !== 2) continue;
      const g = faces[0] === f ? faces[1]! : faces[0]!;
      const c = m.triangles[f * 3 + ((e + 2) % 3)]!;
      const d = m.opposite(g, a, b);
      if (c === d) continue;
      const gain =
        excess(a, 0) +
        excess(b, 0) +
        excess(c, 0) +
        excess(d, 0) -
        (excess(a, -1) + excess(b, -1) + excess(c, 1) + excess(d, 1));
      if (gain <= 0 || m.facesOfEdge(c, d).length > 0) continue;
      m.normal(a, b, c, -1, undefined, n1);
      m.normal(b, a, d, -1, undefined, n2);
      m.normal(a, d, c, -1, undefined, m1);
      m.normal(d, b, c, -1, undefined, m2);
      for (const n of [n1, n2, m1, m2]) {
        const l = Math.hypot(n[0]!, n[1]!, n[2]!) || 1e-12;
        for (let k = 0; k < 3; k++) n[k]! /= l;
      }
      const facing = (n: number[]): number =>
        n[0]! * (n1[0]! + n2[0]!) + n[1]! * (n1[1]! + n2[1]!) + n[2]! * (n1[2]! + n2[2]!);
      if (facing(m1) < 0.6 || facing(m2) < 0.6) continue;
      m.flip(f, g, a, b, c, d);
      break;
    }
  }
}

/** Whether two vertices of the border are neighbours of v. */
function touchesBorder(m: EditableMesh, v: number): boolean {
  let count = 0;
  for (const f of m.fans[v]!) {
    for (let e = 0; e < 3; e++) if (m.onBorder[m.triangles[f * 3 + e]!]) count++;
  }
  return count > 2;
}

function relax(m: EditableMesh, field: Field, size: SizingField, amount: number, steps: number): void {
  const count = m.fans.length;
  const p = m.positions;
  const next = new Float64Array(count * 3);
  const moved = new Uint8Array(count);
  const n = [0, 0, 0];
  for (let v = 0; v < count; v++) {
    if (m.fans[v]!.length === 0) continue;
    let x = 0;
    let y = 0;
    let z = 0;
    let weight = 0;
    if (m.onBorder[v]) {
      const uses = new Map<number, number>();
      for (const f of m.fans[v]!) {
        for (let e = 0; e < 3; e++) {
          const u = m.triangles[f * 3 + e]!;
          if (u !== v) uses.set(u, (uses.get(u) ?? 0) + 1);
        }
      }
      for (const [u, k] of uses) {
        if (k !== 1 || !m.onBorder[u]) continue;
        y += p[u * 3 + 1]!;
        z += p[u * 3 + 2]!;
        weight++;
      }
    } else {
      for (const f of m.fans[v]!) {
        const [a, b, c] = [m.triangles[f * 3]! * 3, m.triangles[f * 3 + 1]! * 3, m.triangles[f * 3 + 2]! * 3];
        m.normal(a / 3, b / 3, c / 3, -1, undefined, n);
        const area = Math.hypot(n[0]!, n[1]!, n[2]!) + 1e-9;
        const cx = (p[a]! + p[b]! + p[c]!) / 3;
        const cy = (p[a + 1]! + p[b + 1]! + p[c + 1]!) / 3;
        const cz = (p[a + 2]! + p[b + 2]! + p[c + 2]!) / 3;
        const s = size(cx, cy, cz);
        const k = area / (s * s * s * s);
        x += cx * k;
        y += cy * k;
        z += cz * k;
        weight += k;
      }
    }
    if (weight === 0) continue;
    moved[v] = 1;
    next[v * 3] = m.onBorder[v] ? 0 : p[v * 3]! + amount * (x / weight - p[v * 3]!);
    if (!m.onBorder[v] && touchesBorder(m, v)) {
      // Half a triangle from the border: nearer, and the two triangles on it become slivers.
      const room = 0.7 * size(p[v * 3]!, p[v * 3 + 1]!, p[v * 3 + 2]!);
      if (next[v * 3]! < room) next[v * 3]! += 0.5 * (room - next[v * 3]!);
    }
    next[v * 3 + 1] = p[v * 3 + 1]! + amount * (y / weight - p[v * 3 + 1]!);
    next[v * 3 + 2] = p[v * 3 + 2]! + amount * (z / weight - p[v * 3 + 2]!);
  }
  for (let v = 0; v < count; v++) {
    if (!moved[v]) continue;
    projectVertex(field, next, v, m.onBorder[v]!, steps, 0.6);
    for (let c = 0; c < 3; c++) p[v * 3 + c] = next[v * 3 + c]!;
  }
}
