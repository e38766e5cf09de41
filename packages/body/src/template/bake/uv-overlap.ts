type Six = [number, number, number, number, number, number];

/**
 * How many texels of a square picture have their centre strictly inside two triangles of an atlas. Edges that
 * triangles share belong to neither: the centre must lie inside by a hundredth of a texel.
 */
export function overlappingTexels(uvs: ArrayLike<number>, side: number): number {
  return findOverlaps(uvs, side).texels;
}

/** The same, and the triangles concerned. */
export function findOverlaps(uvs: ArrayLike<number>, side: number): { texels: number; faces: Set<number> } {
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
