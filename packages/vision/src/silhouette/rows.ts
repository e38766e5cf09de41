import type { Outline } from '../types.ts';

/** Where a row lies within the person, pixels. */
export interface Run {
  from: number;
  to: number;
}

/** A piece of a ring that goes up or down. */
interface Side {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/**
 * Makes an outline ready to be asked for rows: gives the parts of a level line through the picture that lie within it,
 * from left to right.
 */
export function rowsOf(outline: Outline): (y: number) => Run[] {
  const byRow = new Map<number, Side[]>();
  for (const ring of outline.rings) {
    for (let i = 0, j = ring.length - 2; i < ring.length; j = i, i += 2) {
      const [x0, y0, x1, y1] = [ring[j], ring[j + 1], ring[i], ring[i + 1]] as [
        number,
        number,
        number,
        number,
      ];
      const side = { x0, y0, x1, y1 };
      for (let row = Math.floor(Math.min(y0, y1)); row <= Math.max(y0, y1); row++) {
        const known = byRow.get(row);
        if (known) known.push(side);
        else byRow.set(row, [side]);
      }
    }
  }
  return (y) => runsOf(byRow.get(Math.floor(y)) ?? [], y);
}

function runsOf(sides: readonly Side[], y: number): Run[] {
  const crossings: number[] = [];
  for (const { x0, y0, x1, y1 } of sides) {
    if (y0 <= y !== y1 <= y) crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
  }
  crossings.sort((a, b) => a - b);
  const runs: Run[] = [];
  for (let i = 0; i + 1 < crossings.length; i += 2) {
    runs.push({ from: crossings[i] as number, to: crossings[i + 1] as number });
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
