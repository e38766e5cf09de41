import type { Photo, Point, SoftMask } from '../types.ts';

/** Where a cell is taken for the person. */
const INSIDE = 0.5;

/** How probable the person is at a place of the photo; 0 beyond the grid. */
export function probabilityAt(mask: SoftMask, { x, y }: Point): number {
  const [u, v] = [Math.floor((x - mask.left) / mask.step), Math.floor((y - mask.top) / mask.step)];
  if (!(u >= 0 && u < mask.width && v >= 0 && v < mask.height)) return 0;
  return mask.probability[v * mask.width + u] as number;
}

/** The rectangle round the person within the photo, photo pixels, and how many pixels the person covers. */
export interface Extent {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
}

const known = new WeakMap<SoftMask, Extent | null>();

/**
 * Of the largest connected part of the mask: specks elsewhere are not the person.
 * @param photo the one that the mask belongs to
 * @returns null when no cell of the photo is the person
 */
export function extentOf(mask: SoftMask, photo: Pick<Photo, 'width' | 'height'>): Extent | null {
  const ready = known.get(mask);
  if (ready !== undefined) return ready;
  const left = insideOf(mask, photo);
  let best: number[] = [];
  for (let cell = 0; cell < left.length; cell++) {
    if (!left[cell]) continue;
    const part = takePart(left, mask.width, cell);
    if (part.length > best.length) best = part;
  }
  const extent = best.length > 0 ? round(best, mask) : null;
  known.set(mask, extent);
  return extent;
}

/** 1 for each cell that is the person and lies in the photo. */
function insideOf(mask: SoftMask, photo: Pick<Photo, 'width' | 'height'>): Uint8Array {
  const { width, height, probability, left, top, step } = mask;
  const inside = new Uint8Array(width * height);
  for (let v = 0; v < height; v++) {
    const y = top + (v + 0.5) * step;
    if (y < 0 || y >= photo.height) continue;
    for (let u = 0; u < width; u++) {
      const x = left + (u + 0.5) * step;
      const cell = v * width + u;
      if (x >= 0 && x < photo.width && (probability[cell] as number) >= INSIDE) inside[cell] = 1;
    }
  }
  return inside;
}

/** All cells that hang together with one; they are taken out of `left`. */
function takePart(left: Uint8Array, width: number, start: number): number[] {
  const part = [start];
  left[start] = 0;
  const take = (cell: number): void => {
    if (!left[cell]) return;
    left[cell] = 0;
    part.push(cell);
  };
  for (let i = 0; i < part.length; i++) {
    const cell = part[i] as number;
    const u = cell % width;
    take(cell - width);
    take(cell + width);
    if (u > 0) take(cell - 1);
    if (u < width - 1) take(cell + 1);
  }
  return part;
}

function round(cells: readonly number[], { width, left, top, step }: SoftMask): Extent {
  let [u0, v0, u1, v1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const cell of cells) {
    const [u, v] = [cell % width, Math.floor(cell / width)];
    u0 = Math.min(u0, u);
    u1 = Math.max(u1, u + 1);
    v0 = Math.min(v0, v);
    v1 = Math.max(v1, v + 1);
  }
  return {
    left: left + u0 * step,
    top: top + v0 * step,
    right: left + u1 * step,
    bottom: top + v1 * step,
    area: cells.length * step * step,
  };
}
