type Six = [number, number, number, number, number, number];

/**
 * How many texels of a square picture have their centre strictly inside two triangles of an atlas. Edges that
 * triangles share belong to neither: the centre must lie inside by a hundredth of a texel.
 */
export function overlappingTexels(uvs: ArrayLike<number>, side: number): number {
  return coveringFaces(uvs, side).texels;
}

/** The same, and the triangles concerned. */
export function coveringFaces(uvs: ArrayLike<number>, side: number): { texels: number; faces: Set<number> } {
  const owners = new Int32Array(side * side).fill(-1);
  const faces = new Set<number>();
  let texels = 0;
  for (let f = 0; f < uvs.length; f += 6) {
    const [ax, ay, bx, by, cx, cy] = [0, 1, 2, 3, 4, 5].map((k) => uvs[f + k]! * side) as Six;
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    if (area === 0) continue;
    const inside = (px: number, py: number, qx: number, qy: number, x: number, y: number): boolean => {
      const cross = ((qx - px) * (y - py) - (qy - py) * (x - px)) * Math.sign(area);
      return cross > 0.01 * Math.hypot(qx - px, qy - py);
    };
    for (let y = Math.floor(Math.min(ay, by, cy)); y <= Math.max(ay, by, cy) && y < side; y++) {
      for (let x = Math.floor(Math.min(ax, bx, cx)); x <= Math.max(ax, bx, cx) && x < side; x++) {
        const [u, v] = [x + 0.5, y + 0.5];
        if (!inside(ax, ay, bx, by, u, v) || !inside(bx, by, cx, cy, u, v) || !inside(cx, cy, ax, ay, u, v))
          continue;
        const owner = owners[y * side + x]!;
        owners[y * side + x] = f / 6;
        if (owner < 0) continue;
        texels++;
        faces.add(owner).add(f / 6);
      }
    }
  }
  return { texels, faces };
}

/**
 * The triangles at which the border of a flat piece crosses itself: exact, and much faster than painting, but
 * blind to a fold that stays inside.
 * @param corners three vertices a triangle
 * @param uv two numbers a vertex
 */
export function crossingFaces(corners: ArrayLike<number>, uv: ArrayLike<number>): Set<number> {
  const owner = new Map<number, number>();
  const key = (a: number, b: number): number => a * 65536 + b;
  const corner = (f: number, e: number): number => corners[f * 3 + (e % 3)]!;
  for (let f = 0; f < corners.length / 3; f++) {
    for (let e = 0; e < 3; e++) owner.set(key(corner(f, e), corner(f, e + 1)), f);
  }
  const border: [a: number, b: number, face: number][] = [];
  for (const [k, f] of owner) {
    const a = Math.floor(k / 65536);
    const b = k % 65536;
    if (!owner.has(key(b, a))) border.push([a, b, f]);
  }
  const turn = (a: number, b: number, c: number): number =>
    (uv[b * 2]! - uv[a * 2]!) * (uv[c * 2 + 1]! - uv[a * 2 + 1]!) -
    (uv[b * 2 + 1]! - uv[a * 2 + 1]!) * (uv[c * 2]! - uv[a * 2]!);
  const found = new Set<number>();
  border.forEach(([a, b, f], i) => {
    for (let j = i + 1; j < border.length; j++) {
      const [c, d, g] = border[j]!;
      if (a === c || a === d || b === c || b === d) continue;
      if (turn(a, b, c) * turn(a, b, d) >= 0 || turn(c, d, a) * turn(c, d, b) >= 0) continue;
      found.add(f).add(g);
    }
  });
  return found;
}
