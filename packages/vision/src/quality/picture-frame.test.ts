import { describe, expect, it } from 'vitest';
import type { Photo } from '../types.ts';
import { checkFrame } from './picture-frame.ts';
import { stickFigure } from './testing/stick-figure.ts';

type Shape = (x: number, y: number) => boolean;

/** Paints over whatever is not the person. */
function painted(photo: Photo, shape: Shape, value: number): Photo {
  const { width, rgb } = photo;
  const out = rgb.map((was, i) => {
    const pixel = Math.floor(i / 3);
    return was === 190 && shape((pixel % width) / width, Math.floor(pixel / width) / photo.height)
      ? value
      : was;
  });
  return { ...photo, rgb: out };
}

const figure = stickFigure({ tall: 600, at: { x: 400, y: 820 } });
const codes = (shape: Shape, value = 60) =>
  checkFrame({ ...figure, photo: painted(figure.photo, shape, value) }).map(({ code }) => code);

const border = (l: number, t: number, r: number, b: number, slant = 0): Shape => {
  const wide = 0.02;
  return (x, y) => {
    const top = t + slant * (x - l);
    const bottom = b - slant * (x - l);
    const outside = x < l || x > r || y < top || y > bottom;
    const within = x > l - wide && x < r + wide && y > top - wide && y < bottom + wide;
    return outside && within;
  };
};

describe('checkFrame', () => {
  it('sees a frame, straight or seen at a slant, dark or bright, and where the wall round it has another colour', () => {
    expect(codes(border(0.1, 0.06, 0.9, 0.93))).toEqual(['picture_of_a_picture']);
    expect(codes(border(0.12, 0.06, 0.88, 0.94, 0.06))).toEqual(['picture_of_a_picture']);
    expect(codes(border(0.1, 0.06, 0.9, 0.93), 250)).toEqual(['picture_of_a_picture']);
    expect(codes((x, y) => x < 0.15 || x > 0.85 || y < 0.05 || y > 0.9, 90)).toEqual([
      'picture_of_a_picture',
    ]);
  });

  it('does not mind doors, rugs, shelves and tiles', () => {
    expect(codes(() => false)).toEqual([]);
    // A door behind the person, down to the floor's edge.
    expect(codes((x, y) => x > 0.2 && x < 0.8 && y > 0.08 && y < 0.75, 120)).toEqual([]);
    // A rug below, a ceiling above, a cupboard at each side.
    expect(
      codes((x, y) => (y > 0.85 && y < 0.95) || y < 0.06 || (y < 0.7 && (x < 0.1 || x > 0.9)), 120),
    ).toEqual([]);
    // Tiles up to the knee, stripes above.
    expect(
      codes((x, y) => (y > 0.6 ? (x * 10) % 1 < 0.05 || (y * 10) % 1 < 0.05 : (x * 12) % 1 < 0.3)),
    ).toEqual([]);
  });
});
