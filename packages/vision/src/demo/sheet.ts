import type { Rgb, Vec3 } from '@likeness/body';
import sharp from 'sharp';
import type { PhoneCamera } from './phone-camera.ts';

/** A picture that is put together from shapes, in pixels or in the metres of a room. */
export interface Sheet {
  readonly camera: PhoneCamera;
  /** Pixels that a metre is wide at this depth. */
  metre(z: number): number;
  polygon(places: readonly Vec3[], fill: string, extra?: string): void;
  /** A rectangle square to the camera's floor line, at depth z. */
  upright(x0: number, y0: number, x1: number, y1: number, z: number, fill: string, extra?: string): void;
  /** A rectangle on the floor, or at another height. */
  level(x0: number, z0: number, x1: number, z1: number, y: number, fill: string, extra?: string): void;
  /** A box with its front, its top and the side that is seen. */
  box(low: Vec3, high: Vec3, colour: Rgb): void;
  /** Any SVG element, in pixels. */
  add(element: string): void;
  /** A name for a gradient or filter, to be used as `url(#name)`. */
  define(element: (name: string) => string): string;
  svg(): string;
}

/** No corner nearer than this to the camera: it would lie behind it. */
const NEAREST = 0.3;

export function sheet(camera: PhoneCamera): Sheet {
  const elements: string[] = [];
  const definitions: string[] = [];
  const { width, height, truth } = camera;
  const at = ([x, y, z]: Vec3): string => {
    const point = camera.project([x, y, Math.min(z, truth.distance - NEAREST)]);
    return point ? `${point.x.toFixed(1)},${point.y.toFixed(1)}` : '';
  };
  const own: Sheet = {
    camera,
    metre: (z) => truth.focalLength / (truth.distance - z),
    polygon: (places, fill, extra = '') =>
      void elements.push(`<polygon points="${places.map(at).join(' ')}" fill="${fill}" ${extra}/>`),
    upright: (x0, y0, x1, y1, z, fill, extra) =>
      own.polygon(
        [
          [x0, y0, z],
          [x1, y0, z],
          [x1, y1, z],
          [x0, y1, z],
        ],
        fill,
        extra,
      ),
    level: (x0, z0, x1, z1, y, fill, extra) =>
      own.polygon(
        [
          [x0, y, z0],
          [x1, y, z0],
          [x1, y, z1],
          [x0, y, z1],
        ],
        fill,
        extra,
      ),
    box([x0, y0, z0], [x1, y1, z1], colour) {
      const side = x0 > 0 ? x0 : x1;
      if (x0 > 0 || x1 < 0) {
        own.polygon(
          [
            [side, y0, z0],
            [side, y0, z1],
            [side, y1, z1],
            [side, y1, z0],
          ],
          css(shaded(colour, 0.7)),
        );
      }
      if (truth.height > y1) own.level(x0, z0, x1, z1, y1, css(shaded(colour, 1.15)));
      own.upright(x0, y0, x1, y1, z1, css(colour));
    },
    add: (element) => void elements.push(element),
    define(element) {
      const name = `d${definitions.length}`;
      definitions.push(element(name));
      return `url(#${name})`;
    },
    svg: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
      `<defs>${definitions.join('')}</defs>${elements.join('')}</svg>`,
  };
  return own;
}

/** The pixels of an SVG: sRGB, three bytes each. */
export async function pixelsOf(svg: string): Promise<Uint8Array> {
  const { data } = await sharp(Buffer.from(svg), { limitInputPixels: 64_000_000 })
    .flatten({ background: '#000' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data;
}

export const css = ([r, g, b]: Rgb): string => `rgb(${Math.round(r)},${Math.round(g)},${Math.round(b)})`;

/** Darker below 1, lighter above. */
export function shaded([r, g, b]: Rgb, by: number): Rgb {
  const one = (value: number): number => Math.min(255, value * by);
  return [one(r), one(g), one(b)];
}

/** A gradient from one edge to the other. */
export function gradient(on: Sheet, from: Rgb, to: Rgb, down = true): string {
  return on.define(
    (name) =>
      `<linearGradient id="${name}" x1="0" y1="0" x2="${down ? 0 : 1}" y2="${down ? 1 : 0}">` +
      `<stop offset="0" stop-color="${css(from)}"/><stop offset="1" stop-color="${css(to)}"/></linearGradient>`,
  );
}

/** A blur by this many pixels, for a `filter` attribute. */
export function blur(on: Sheet, pixels: number): string {
  return on.define(
    (name) =>
      `<filter id="${name}" x="-60%" y="-60%" width="220%" height="220%">` +
      `<feGaussianBlur stdDeviation="${pixels.toFixed(2)}"/></filter>`,
  );
}
