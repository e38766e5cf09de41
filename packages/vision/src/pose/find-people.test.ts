import { describe, expect, it } from 'vitest';
import type { Photo } from '../types.ts';
import { wholePhoto } from './crop.ts';
import { ANCHORS, DETECTOR_SIZE, type DetectorOutput, findPeople } from './find-people.ts';

/** 448×224: the square that the detector sees is 448 a side, two pixels a cell, 112 pixels of black above. */
const photo: Photo = { width: 448, height: 224, rgb: new Uint8Array(448 * 224 * 3) };
const whole = wholePhoto(photo);

const nothing = (): DetectorOutput => ({
  places: new Float32Array(ANCHORS * 12),
  logits: new Float32Array(ANCHORS).fill(-9),
});

/** Anchor `row`, `column` of the finest layer (28×28, two a cell), whose centre lies in cells of the input at (i+½)·8. */
function put(
  output: DetectorOutput,
  [row, column, second]: readonly [number, number, number?],
  logit: number,
  places: readonly (readonly [number, number])[],
): void {
  const anchor = (row * 28 + column) * 2 + (second ?? 0);
  const centre = [(column + 0.5) * 8, (row + 0.5) * 8] as const;
  output.logits[anchor] = logit;
  const [face, size, ...points] = places;
  const numbers = [face?.[0], face?.[1], size?.[0], size?.[1], ...points.flat()];
  numbers.forEach((value, k) => {
    output.places[anchor * 12 + k] = (value ?? 0) - (k === 2 || k === 3 ? 0 : centre[k % 2 === 0 ? 0 : 1]);
  });
}

/** Face, its size, hips, a point on the circle round the body, and two that are not used; cells of the input. */
const person = (x: number, y: number) =>
  [
    [x, y - 30],
    [10, 10],
    [x, y],
    [x, y - 36],
    [0, 0],
    [0, 0],
  ] as const;

describe('findPeople', () => {
  it('has as many anchors as the network', () => {
    expect(ANCHORS).toBe(2254);
    expect(DETECTOR_SIZE).toBe(224);
  });

  it('gives places in pixels of the photo and a crop of the whole body', () => {
    const output = nothing();
    put(output, [10, 9], 3, person(70, 120));
    const [found, ...others] = findPeople(photo, whole, output);
    expect(others).toEqual([]);
    expect(found?.hips.x).toBeCloseTo(140, 3);
    expect(found?.hips.y).toBeCloseTo(240 - 112, 3);
    expect(found?.crop.side).toBeCloseTo(2 * 1.25 * 36 * 2, 3);
    expect((found?.crop.left ?? 0) + (found?.crop.side ?? 0) / 2).toBeCloseTo(140, 3);
    expect(found?.score).toBeCloseTo(1 / (1 + Math.exp(-3)), 6);
  });

  it('averages what is found of one face and keeps two faces apart, the surer first', () => {
    const output = nothing();
    put(output, [10, 9], 0, person(70, 120));
    put(output, [10, 9, 1], 0, person(72, 120));
    put(output, [10, 20], 2, person(160, 120));
    put(output, [2, 2], -0.01, person(30, 120));
    const found = findPeople(photo, whole, output);
    expect(found.map(({ hips }) => Math.round(hips.x))).toEqual([320, 142]);
  });

  it('leaves out what cannot be a body in the picture', () => {
    const output = nothing();
    put(output, [1, 1], 5, person(20, 20));
    put(output, [20, 1], 5, [
      [40, 120],
      [10, 10],
      [40, 120],
      [40, 119],
      [0, 0],
      [0, 0],
    ]);
    put(output, [20, 20], 5, person(Number.NaN, Number.NaN));
    expect(findPeople(photo, whole, output)).toEqual([]);
  });
});
