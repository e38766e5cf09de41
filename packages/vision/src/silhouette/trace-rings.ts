import type { Ring, SoftMask } from '../types.ts';

/** Cells are joined where the person is more likely than not. */
const LEVEL = 0.5;

/**
 * The lines along which a mask crosses one half (marching squares, places between cells by linear interpolation).
 * The person lies on the right of each line as it runs in the picture, so outer rings have a positive
 * {@link ringArea} and holes a negative one. Beyond the mask there is nobody.
 * @returns rings in photo pixels, the largest first
 */
export function traceRings(mask: SoftMask): Ring[] {
  const { width, height } = mask;
  const at = (u: number, v: number): number =>
    u < 0 || v < 0 || u >= width || v >= height ? 0 : (mask.probability[v * width + u] as number);
  // A crossing is named by the cell it starts from: 2·cell to the right neighbour, 2·cell + 1 to the lower one.
  const name = (u: number, v: number, down: 0 | 1): number => ((v + 1) * (width + 2) + u + 1) * 2 + down;
  const next = new Map<number, number>();
  const place = new Map<number, readonly [number, number]>();
  const cross = (u: number, v: number, down: 0 | 1): number => {
    const key = name(u, v, down);
    if (!place.has(key)) {
      const a = at(u, v);
      const share = (LEVEL - a) / (at(u + 1 - down, v + down) - a);
      place.set(key, [u + 0.5 + (down ? 0 : share), v + 0.5 + (down ? share : 0)]);
    }
    return key;
  };
  for (let v = -1; v < height; v++) {
    for (let u = -1; u < width; u++) {
      const corners = [at(u, v), at(u + 1, v), at(u + 1, v + 1), at(u, v + 1)] as const;
      const inside = corners.map((value) => value > LEVEL);
      const count = inside.filter(Boolean).length;
      if (count === 0 || count === 4) continue;
      const edges = [
        () => cross(u, v, 0),
        () => cross(u + 1, v, 1),
        () => cross(u, v + 1, 0),
        () => cross(u, v, 1),
      ] as const;
      const joined = corners[0] + corners[1] + corners[2] + corners[3] > 4 * LEVEL;
      for (const [from, to] of lines(inside, joined)) {
        next.set((edges[from] as () => number)(), (edges[to] as () => number)());
      }
    }
  }
  const rings: Ring[] = [];
  for (const start of next.keys()) {
    const ring: number[] = [];
    for (let key: number | undefined = start; key !== undefined && next.has(key); ) {
      const [x, y] = place.get(key) as readonly [number, number];
      ring.push(mask.left + x * mask.step, mask.top + y * mask.step);
      const following: number | undefined = next.get(key);
      next.delete(key);
      key = following;
    }
    if (ring.length >= 6) rings.push(Float64Array.from(ring));
  }
  return rings.sort((a, b) => Math.abs(ringArea(b)) - Math.abs(ringArea(a)));
}

/**
 * Which sides of a square are joined; sides: 0 upper, 1 right, 2 lower, 3 left. Corners run clockwise from the upper
 * left. A line begins at the side where the inside ends, and keeps the inside on its right.
 */
function lines(inside: readonly boolean[], joined: boolean): [number, number][] {
  const leaves = [0, 1, 2, 3].filter((i) => inside[i] && !inside[(i + 1) % 4]);
  const enters = [0, 1, 2, 3].filter((i) => !inside[i] && inside[(i + 1) % 4]);
  if (leaves.length === 1) return [[leaves[0] as number, enters[0] as number]];
  // Two corners face each other: the middle decides whether they touch.
  return leaves.map((side) => [side, joined ? (side + 1) % 4 : (side + 3) % 4]);
}

/** Area in square pixels: positive when the ring runs clockwise as seen in the picture (y down). */
export function ringArea(ring: Ring): number {
  let twice = 0;
  for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
    twice += (ring[j] as number) * (ring[i + 1] as number) - (ring[i] as number) * (ring[j + 1] as number);
  }
  return twice / 2;
}
