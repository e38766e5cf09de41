/** The plain mesh of the baking: centimetres, three indices a triangle, counter-clockwise from outside. */
export interface Mesh {
  positions: Float64Array;
  triangles: Int32Array;
}

const edgeKey = (a: number, b: number): number => (a < b ? a * 0x200000 + b : b * 0x200000 + a);

/** Turns all triangles the same way, outward, and keeps the largest connected piece. */
export function orientedLargestPiece(mesh: Mesh): Mesh {
  const { positions, triangles } = mesh;
  const faces = triangles.length / 3;
  const byEdge = new Map<number, number[]>();
  for (let f = 0; f < faces; f++) {
    for (let e = 0; e < 3; e++) {
      const key = edgeKey(triangles[f * 3 + e]!, triangles[f * 3 + ((e + 1) % 3)]!);
      const list = byEdge.get(key);
      if (list) list.push(f);
      else byEdge.set(key, [f]);
    }
  }
  const seen = new Uint8Array(faces);
  let best: number[] = [];
  for (let start = 0; start < faces; start++) {
    if (seen[start]) continue;
    const piece = [start];
    seen[start] = 1;
    for (let q = 0; q < piece.length; q++) {
      const f = piece[q]!;
      for (let e = 0; e < 3; e++) {
        const a = triangles[f * 3 + e]!;
        const b = triangles[f * 3 + ((e + 1) % 3)]!;
        for (const g of byEdge.get(edgeKey(a, b))!) {
          if (seen[g]) continue;
          seen[g] = 1;
          piece.push(g);
          for (let x = 0; x < 3; x++) {
            if (triangles[g * 3 + x] !== a || triangles[g * 3 + ((x + 1) % 3)] !== b) continue;
            triangles[g * 3 + x] = b;
            triangles[g * 3 + ((x + 1) % 3)] = a;
            break;
          }
        }
      }
    }
    if (piece.length > best.length) best = piece;
  }
  const kept = new Int32Array(best.length * 3);
  best.forEach((f, i) => {
    for (let e = 0; e < 3; e++) kept[i * 3 + e] = triangles[f * 3 + e]!;
  });
  if (signedVolume(positions, kept) < 0) {
    for (let f = 0; f < kept.length; f += 3) {
      const t = kept[f + 1]!;
      kept[f + 1] = kept[f + 2]!;
      kept[f + 2] = t;
    }
  }
  return compact(positions, kept);
}

/** Drops vertices that no triangle uses. */
export function compact(positions: ArrayLike<number>, triangles: Int32Array): Mesh {
  const map = new Int32Array(positions.length / 3).fill(-1);
  const kept: number[] = [];
  const faces = triangles.map((v) => {
    if (map[v]! < 0) {
      map[v] = kept.length / 3;
      kept.push(positions[v * 3]!, positions[v * 3 + 1]!, positions[v * 3 + 2]!);
    }
    return map[v]!;
  });
  return { positions: Float64Array.from(kept), triangles: faces };
}

/** Volume enclosed; of an open half body, the volume between its skin and the plane x = 0. */
export function signedVolume(p: ArrayLike<number>, triangles: ArrayLike<number>): number {
  let six = 0;
  for (let f = 0; f < triangles.length; f += 3) {
    const a = triangles[f]! * 3;
    const b = triangles[f + 1]! * 3;
    const c = triangles[f + 2]! * 3;
    six +=
      p[a]! * (p[b + 1]! * p[c + 2]! - p[b + 2]! * p[c + 1]!) -
      p[a + 1]! * (p[b]! * p[c + 2]! - p[b + 2]! * p[c]!) +
      p[a + 2]! * (p[b]! * p[c + 1]! - p[b + 1]! * p[c]!);
  }
  return six / 6;
}

/** The neighbours of every vertex, flat: those of v are `list[start[v]] … list[start[v + 1] − 1]`. */
export interface Neighbours {
  start: Int32Array;
  list: Int32Array;
}

export function neighboursOf(vertexCount: number, triangles: ArrayLike<number>): Neighbours {
  const sets: Set<number>[] = Array.from({ length: vertexCount }, () => new Set());
  for (let f = 0; f < triangles.length; f += 3) {
    for (let e = 0; e < 3; e++) {
      sets[triangles[f + e]!]!.add(triangles[f + ((e + 1) % 3)]!);
      sets[triangles[f + e]!]!.add(triangles[f + ((e + 2) % 3)]!);
    }
  }
  const start = new Int32Array(vertexCount + 1);
  sets.forEach((set, v) => {
    start[v + 1] = start[v]! + set.size;
  });
  const list = new Int32Array(start[vertexCount]!);
  sets.forEach((set, v) => {
    list.set([...set], start[v]);
  });
  return { start, list };
}

/** The mirror image joined to its half: first the half as it is, then the images of what is off the plane. */
export function mirrored(half: Mesh): Mesh & { image: Int32Array } {
  const count = half.positions.length / 3;
  const image = new Int32Array(count);
  const positions = Array.from(half.positions);
  for (let v = 0; v < count; v++) {
    if (half.positions[v * 3] === 0) image[v] = v;
    else {
      image[v] = positions.length / 3;
      positions.push(-half.positions[v * 3]!, half.positions[v * 3 + 1]!, half.positions[v * 3 + 2]!);
    }
  }
  return {
    positions: Float64Array.from(positions),
    triangles: Int32Array.from([...half.triangles, ...mirroredTriangles(half.triangles, image)]),
    image,
  };
}

/** Corner order is kept except that the last two swap: the image of (a, b, c) is (a', c', b'). */
export function mirroredTriangles(triangles: ArrayLike<number>, image: Int32Array): number[] {
  const out: number[] = [];
  for (let f = 0; f < triangles.length; f += 3) {
    out.push(image[triangles[f]!]!, image[triangles[f + 2]!]!, image[triangles[f + 1]!]!);
  }
  return out;
}
