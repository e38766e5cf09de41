import type { Photo, Point } from '../../types.ts';

/** Clockwise from the upper left. */
export type Quad = readonly [Point, Point, Point, Point];

/**
 * A photo that hangs, framed, in another: seen at a slant when the corners say so.
 * @param onto is changed
 */
export function hang(onto: Photo, photo: Photo, corners: Quad): void {
  const inverse = invert(homography(corners));
  const [xs, ys] = [corners.map(({ x }) => x), corners.map(({ y }) => y)];
  const rows = [
    Math.max(0, Math.floor(Math.min(...ys))),
    Math.min(onto.height - 1, Math.ceil(Math.max(...ys))),
  ] as const;
  const columns = [
    Math.max(0, Math.floor(Math.min(...xs))),
    Math.min(onto.width - 1, Math.ceil(Math.max(...xs))),
  ] as const;
  for (let y = rows[0]; y <= rows[1]; y++) {
    for (let x = columns[0]; x <= columns[1]; x++) {
      const [u, v, w] = apply(inverse, x + 0.5, y + 0.5);
      const [across, down] = [u / w, v / w];
      if (!(across > 0 && across < 1 && down > 0 && down < 1)) continue;
      const from =
        (Math.min(photo.height - 1, Math.floor(down * photo.height)) * photo.width +
          Math.min(photo.width - 1, Math.floor(across * photo.width))) *
        3;
      const to = (y * onto.width + x) * 3;
      for (let c = 0; c < 3; c++) onto.rgb[to + c] = photo.rgb[from + c] as number;
    }
  }
}

/** The projective map of the unit square onto a quad: nine numbers, row by row (Heckbert 1989, §2.2.3). */
function homography([p0, p1, p2, p3]: Quad): number[] {
  const [sx, sy] = [p0.x - p1.x + p2.x - p3.x, p0.y - p1.y + p2.y - p3.y];
  const [dx1, dx2, dy1, dy2] = [p1.x - p2.x, p3.x - p2.x, p1.y - p2.y, p3.y - p2.y];
  const whole = dx1 * dy2 - dx2 * dy1;
  const g = (sx * dy2 - dx2 * sy) / whole;
  const h = (dx1 * sy - sx * dy1) / whole;
  return [
    p1.x - p0.x + g * p1.x,
    p3.x - p0.x + h * p3.x,
    p0.x,
    p1.y - p0.y + g * p1.y,
    p3.y - p0.y + h * p3.y,
    p0.y,
    g,
    h,
    1,
  ];
}

/** Up to a factor, which projective maps do not mind. */
function invert(m: readonly number[]): number[] {
  const [a, b, c, d, e, f, g, h, i] = m as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

function apply(m: readonly number[], x: number, y: number): [number, number, number] {
  const row = (k: number): number => (m[k] as number) * x + (m[k + 1] as number) * y + (m[k + 2] as number);
  return [row(0), row(3), row(6)];
}
