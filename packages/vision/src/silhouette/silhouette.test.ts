import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Landmark, Outline, Photo, SoftMask } from '../types.ts';
import { mendTips } from './mend-tips.ts';
import { refineOutline } from './refine-outline.ts';
import { outlineBox, rowsOf } from './rows.ts';
import { ringArea, traceRings } from './trace-rings.ts';

/** A mask of cells, each the share of it that a shape covers. */
function maskOf(inside: (x: number, y: number) => boolean, size: number, step: number): SoftMask {
  const probability = new Float32Array(size * size);
  for (let v = 0; v < size; v++) {
    for (let u = 0; u < size; u++) {
      let covered = 0;
      for (let k = 0; k < 16; k++) {
        if (inside((u + ((k % 4) + 0.5) / 4) * step, (v + (Math.floor(k / 4) + 0.5) / 4) * step)) covered++;
      }
      probability[v * size + u] = covered / 16;
    }
  }
  return { width: size, height: size, probability, left: 0, top: 0, step };
}

/** A photo of a shape of one colour before another, each a little uneven. */
function photoOf(inside: (x: number, y: number) => boolean, side: number): Photo {
  const rgb = new Uint8Array(side * side * 3);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let covered = 0;
      for (let k = 0; k < 16; k++) {
        if (inside(x + ((k % 4) + 0.5) / 4, y + (Math.floor(k / 4) + 0.5) / 4)) covered++;
      }
      const grain = ((x * 7 + y * 13) % 5) - 2;
      for (let c = 0; c < 3; c++) {
        const person = [196, 152, 130][c] as number;
        const wall = [120, 128, 140][c] as number;
        rgb[(y * side + x) * 3 + c] = Math.round(wall + ((person - wall) * covered) / 16 + grain);
      }
    }
  }
  return { width: side, height: side, rgb };
}

const disc = (cx: number, cy: number, r: number) => (x: number, y: number) =>
  (x - cx) ** 2 + (y - cy) ** 2 < r * r;

describe('traceRings', () => {
  it('finds a disc of any size where it is, running clockwise', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 12 }), fc.integer({ min: 14, max: 18 }), (r, c) => {
        const [ring, ...others] = traceRings(maskOf(disc(c * 3, c * 3, r * 3), 32, 3));
        expect(others).toEqual([]);
        const area = ringArea(ring as Float64Array);
        expect(area / (Math.PI * r * r * 9)).toBeGreaterThan(0.95);
        expect(area / (Math.PI * r * r * 9)).toBeLessThan(1.03);
      }),
    );
  });

  it('gives a hole the other sense', () => {
    const outer = disc(48, 48, 40);
    const hole = disc(48, 48, 15);
    const rings = traceRings(maskOf((x, y) => outer(x, y) && !hole(x, y), 32, 3));
    expect(rings.map((ring) => Math.sign(ringArea(ring)))).toEqual([1, -1]);
  });

  it('closes what the edge of the mask cuts off, and finds nothing in nothing', () => {
    const [ring] = traceRings(maskOf(disc(0, 48, 20), 32, 3));
    expect(outlineBox({ rings: [ring as Float64Array] }).left).toBeGreaterThanOrEqual(-3);
    expect(traceRings(maskOf(() => false, 32, 3))).toEqual([]);
  });
});

describe('refineOutline', () => {
  it('finds an edge to a part of a pixel from a mask of coarse cells that lies beside it', () => {
    const photo = photoOf(disc(150.3, 149.6, 90.4), 300);
    // The mask's disc is three pixels too small and stands two pixels aside.
    const outline = refineOutline(photo, maskOf(disc(152, 149, 87.5), 60, 5));
    const [ring] = outline.rings as [Float64Array];
    const radii = Array.from({ length: ring.length / 2 }, (_, i) =>
      Math.hypot((ring[i * 2] as number) - 150.3, (ring[i * 2 + 1] as number) - 149.6),
    );
    const mean = radii.reduce((sum, r) => sum + r, 0) / radii.length;
    expect(Math.abs(mean - 90.4)).toBeLessThan(0.4);
    expect(radii.filter((r) => Math.abs(r - 90.4) > 1.2).length / radii.length).toBeLessThan(0.03);
  });

  it('keeps to the mask where there is nothing to see', () => {
    const blank: Photo = { width: 300, height: 300, rgb: new Uint8Array(300 * 300 * 3).fill(128) };
    const { rings } = refineOutline(blank, maskOf(disc(150, 150, 90), 60, 5));
    const box = outlineBox({ rings });
    expect(Math.abs(box.right - box.left - 180)).toBeLessThan(8);
  });
});

describe('rowsOf', () => {
  it('gives the chords of a ring with a hole', () => {
    const square = (r: number, way: 1 | -1) =>
      Float64Array.from(way === 1 ? [-r, -r, r, -r, r, r, -r, r] : [-r, -r, -r, r, r, r, r, -r]);
    const outline: Outline = {
      rings: [square(10, 1), square(4, -1)],
    };
    const rows = rowsOf(outline);
    expect(rows(7).map(({ from, to }) => [from, to])).toEqual([[-10, 10]]);
    expect(rows(1).map(({ from, to }) => [from, to])).toEqual([
      [-10, -4],
      [4, 10],
    ]);
    expect(rows(11)).toEqual([]);
  });
});

describe('mendTips', () => {
  const legs = (top: number) => (x: number, y: number) =>
    x > 60 && x < 240 && y > 20 && y < 290 && !(x > 143 && x < 157 && y > top);
  const landmarks = Array.from(
    { length: 33 },
    (): Landmark => ({ x: -50, y: -50, z: 0, visibility: 1, presence: 1 }),
  );
  for (const [index, x, y] of [
    [23, 120, 100],
    [24, 180, 100],
    [25, 105, 210],
    [26, 195, 210],
  ] as const) {
    landmarks[index] = { x, y, z: 0, visibility: 1, presence: 1 };
  }

  it('follows the gap between the legs to where it really ends', () => {
    const photo = photoOf(legs(130.5), 300);
    // The mask closes the gap 18 pixels too low.
    const outline = refineOutline(photo, maskOf(legs(148.5), 60, 5));
    const mended = rowsOf(mendTips(photo, outline, landmarks));
    expect(rowsOf(outline)(136)).toHaveLength(1);
    expect(mended(136)).toHaveLength(2);
    expect(mended(136)[0]?.to).toBeCloseTo(143, -1);
    expect(mended(127)).toHaveLength(1);
  });

  it('makes no gap where there is none', () => {
    const photo = photoOf(legs(148.5), 300);
    const outline = refineOutline(photo, maskOf(legs(148.5), 60, 5));
    expect(rowsOf(mendTips(photo, outline, landmarks))(140)).toHaveLength(1);
  });
});
