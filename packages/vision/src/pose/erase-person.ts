import type { Photo, SoftMask } from '../types.ts';
import type { Crop } from './crop.ts';

/** Above it a cell is painted over: rather too much than an edge that shows the person again. */
const PERSON = 0.3;

/**
 * Paints a person over with the picture's mean colour, together with a rim of one cell, so that the detector sees
 * whoever stands beside or behind: it is taken up by the largest person and overlooks others of half the size.
 *
 * @param input what the detector saw, size×size×3, of the square `whole`; left as it is
 */
export function erasePerson(
  input: Float32Array,
  size: number,
  photo: Photo,
  whole: Crop,
  mask: SoftMask,
): Float32Array {
  const step = whole.side / size;
  const person = new Uint8Array(size * size);
  const inside: number[] = [];
  for (let cell = 0; cell < size * size; cell += 1) {
    const x = whole.left + ((cell % size) + 0.5) * step;
    const y = whole.top + (Math.floor(cell / size) + 0.5) * step;
    if (x < 0 || y < 0 || x >= photo.width || y >= photo.height) continue;
    inside.push(cell);
    person[cell] = isPerson(mask, x, y) ? 1 : 0;
  }
  const mean = [0, 1, 2].map(
    (band) => inside.reduce((sum, cell) => sum + (input[cell * 3 + band] as number), 0) / inside.length,
  );
  const erased = input.slice();
  const rim = [-1, 0, 1].flatMap((row) => [-1, 0, 1].map((column) => row * size + column));
  for (const cell of inside) {
    if (rim.some((step) => person[cell + step] === 1)) erased.set(mean, cell * 3);
  }
  return erased;
}

function isPerson(mask: SoftMask, x: number, y: number): boolean {
  const u = Math.floor((x - mask.left) / mask.step);
  const v = Math.floor((y - mask.top) / mask.step);
  if (u < 0 || v < 0 || u >= mask.width || v >= mask.height) return false;
  return (mask.probability[v * mask.width + u] as number) > PERSON;
}
