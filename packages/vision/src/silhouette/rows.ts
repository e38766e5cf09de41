import type { Outline } from '../types.ts';

/** Where a row lies within the person: pixels, and how sure each end is. */
export interface Run {
  from: number;
  to: number;
  sigma: number;
}

/** A piece of a ring that goes up or down. */
interface Side {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  sigma: number;
}

/**
 * Makes an outline ready to be asked for rows: gives the parts of a level line through the picture that lie within it,
 * from left to right.
 */
export function rowsOf(outline: Outline): (y: number) => Run[] {
  const byRow = new Map<number, Side[]>();
  outline.rings.forEach((ring, r) => {
    const sigmas = outline.sigmas[r] as Float64Array;
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [x0, y0, x1, y1] = [ring[j], ring[j + 1], ring[i], ring[i + 1]] as [
        number,
        number,
        number,
        number,
      ];
      const side = { x0, y0, x1, y1, sigma: ((sigmas[j / 2] as number) + (sigmas[i / 2] as number)) / 2 };
      for (let row = Math.floor(Math.min(y0, y1)); row <= Math.max(y0, y1); row++) {
        const known = byRow.get(row);
        if (known) known.push(side);
        else byRow.set(row, [side]);
      }
    }
  });
  return (y) => runsOf(byRow.get(Math.floor(y)) ?? [], y);
}

function runsOf(sides: readonly Side[], y: number): Run[] {
  const crossings: { x: number; sigma: number }[] = [];
  for (const { x0, y0, x1, y1, sigma } of sides) {
    if (y0 <= y === y1 <= y) continue;
    // Where the line runs nearly level, its error across becomes a large one along the row.
    const steep = Math.abs(y1 - y0) / Math.hypot(x1 - x0, y1 - y0);
    crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), sigma: sigma / Math.max(0.2, steep) });
  }
  crossings.sort((a, b) => a.x - b.x);
  const runs: Run[] = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    const [from, to] = [crossings[i], crossings[i + 1]] as [(typeof crossings)[0], (typeof crossings)[0]];
    runs.push({ from: from.x, to: to.x, sigma: Math.hypot(from.sigma, to.sigma) / Math.SQRT2 });
  }
  return runs;
}

/** The box that holds an outline, pixels. */
export function outlineBox({ rings }: Outline): { left: number; right: number; top: number; bottom: number } {
  const box = {
    left: Number.POSITIVE_INFINITY,
    right: Number.NEGATIVE_INFINITY,
    top: Number.POSITIVE_INFINITY,
    bottom: Number.NEGATIVE_INFINITY,
  };
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      box.left = Math.min(box.left, ring[i] as number);
      box.right = Math.max(box.right, ring[i] as number);
      box.top = Math.min(box.top, ring[i + 1] as number);
      box.bottom = Math.max(box.bottom, ring[i + 1] as number);
    }
  }
  return box;
}
