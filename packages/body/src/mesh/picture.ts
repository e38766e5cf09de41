/**
 * A shaded picture of a body without a GPU: a visibility buffer at two or three samples a side, then light
 * once a sample. A large soft key light from the upper left, a weak fill, sky light dimmed by
 * {@link skyVisibility}, a slight sheen. Light is summed in linear values and encoded as sRGB.
 */
import { type Camera, projectionOf } from './camera.ts';
import { vertexNormals } from './normals.ts';
import { skyVisibility } from './occlusion.ts';
import type { TriangleMesh } from './triangle-mesh.ts';
import { unit, type Vec3 } from './vec3.ts';
import { drawVisibility } from './visibility.ts';

/** sRGB, 0 to 255 each. */
export type Rgb = readonly [number, number, number];

/** Something painted onto the surface: where `inside`, interpolated, is above 0, so that its edge is sharp. */
export interface PaintLayer {
  /** Per vertex; above 0 within. */
  inside: Float32Array;
  colour: Rgb;
  /** Half the width over which it runs out, in the unit of `inside`; left out, the edge is sharp. */
  soft?: number;
}

export interface PictureOptions {
  width: number;
  height: number;
  camera: Camera;
  /** Of the whole surface, or three sRGB bytes a vertex. */
  colour?: Rgb | Uint8Array;
  /** Painted over `colour`, the last on top. */
  layers?: readonly PaintLayer[];
  /** Behind the body; left out, the picture is transparent there. Upper and lower edge, blended. */
  background?: readonly [Rgb, Rgb];
  /** Per vertex 0 to 1; computed when left out. Pass it when drawing the same shape from several sides. */
  occlusion?: Float32Array;
  /** Samples a pixel side. */
  samples?: number;
  /** Where the key light comes from, seen from the camera: right, up and towards the camera. Upper left by default. */
  light?: Vec3 | undefined;
}

const UPPER_LEFT: Vec3 = [-0.55, 0.6, 0.75];

/** RGBA, straight alpha, four bytes a pixel, rows from the top. */
export interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

export const CLAY: Rgb = [222, 193, 176];
export const STUDIO: readonly [Rgb, Rgb] = [
  [236, 238, 241],
  [214, 217, 222],
];

/** Draws a shaded, antialiased picture of the surface. */
export function drawPicture(mesh: TriangleMesh, options: PictureOptions): Picture {
  const { width, height, camera, samples = 3, colour = CLAY, background } = options;
  const buffer = drawVisibility(mesh, camera, width * samples, height * samples);
  const shade = makeShader(
    mesh,
    camera,
    colour,
    options.layers ?? [],
    options.occlusion ?? skyVisibility(mesh),
    options.light ?? UPPER_LEFT,
  );
  const data = new Uint8Array(width * height * 4);
  const light = new Float64Array(3);
  for (let y = 0; y < height; y++) {
    const behind = background?.[0].map((top, c) =>
      toLinear(top + ((background[1][c] as number) - top) * ((y + 0.5) / height)),
    );
    for (let x = 0; x < width; x++) {
      let covered = 0;
      light.fill(0);
      for (let j = 0; j < samples; j++) {
        for (let i = 0; i < samples; i++) {
          const at = (y * samples + j) * width * samples + x * samples + i;
          const triangle = buffer.triangle[at] as number;
          if (triangle < 0) continue;
          covered++;
          shade(triangle, buffer.weights[at * 2] as number, buffer.weights[at * 2 + 1] as number, light);
        }
      }
      store(data, (y * width + x) * 4, light, covered, samples * samples, behind);
    }
  }
  return { width, height, data };
}

function store(
  data: Uint8Array,
  at: number,
  light: Float64Array,
  covered: number,
  samples: number,
  behind: readonly number[] | undefined,
): void {
  const whole = behind ? samples : covered;
  if (whole === 0) return;
  for (let c = 0; c < 3; c++) {
    const rest = behind ? (samples - covered) * (behind[c] as number) : 0;
    data[at + c] = toByte(((light[c] as number) + rest) / whole);
  }
  data[at + 3] = behind ? 255 : Math.round((255 * covered) / samples);
}

type Shader = (triangle: number, wa: number, wb: number, light: Float64Array) => void;

function makeShader(
  mesh: TriangleMesh,
  camera: Camera,
  colour: Rgb | Uint8Array,
  layers: readonly PaintLayer[],
  occlusion: Float32Array,
  from: Vec3,
): Shader {
  const { triangles } = mesh;
  const normals = vertexNormals(mesh);
  const { right, up, back } = projectionOf(camera, 1, 1);
  const aim = (across: number, above: number, towards: number): Vec3 =>
    unit([0, 1, 2].map((i) => across * num(right, i) + above * num(up, i) + towards * num(back, i)) as Vec3);
  const key = aim(...from);
  // From the other side, lower.
  const fill = aim(from[0] > 0 ? -0.8 : 0.8, 0.1, 0.5);
  const half = unit([0, 1, 2].map((i) => num(key, i) + num(back, i)) as Vec3);
  const linear = Float64Array.from({ length: 256 }, (_, value) => toLinear(value));
  const perVertex =
    colour.length === 3 && !(colour instanceof Uint8Array) ? undefined : (colour as Uint8Array);
  const flat = perVertex ? [0, 0, 0] : Array.from(colour as Rgb, (value) => toLinear(value));
  const paints = layers.map((layer) => ({
    inside: layer.inside,
    soft: Math.max(layer.soft ?? 0, 1e-9),
    linear: Array.from(layer.colour, (value) => toLinear(value)),
  }));
  const own = new Float64Array(3);
  return (triangle, wa, wb, light) => {
    const a = triangles[triangle * 3] as number;
    const b = triangles[triangle * 3 + 1] as number;
    const c = triangles[triangle * 3 + 2] as number;
    const wc = 1 - wa - wb;
    let nx = wa * num(normals, a * 3) + wb * num(normals, b * 3) + wc * num(normals, c * 3);
    let ny = wa * num(normals, a * 3 + 1) + wb * num(normals, b * 3 + 1) + wc * num(normals, c * 3 + 1);
    let nz = wa * num(normals, a * 3 + 2) + wb * num(normals, b * 3 + 2) + wc * num(normals, c * 3 + 2);
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
    nx /= length;
    ny /= length;
    nz /= length;
    const open = wa * num(occlusion, a) + wb * num(occlusion, b) + wc * num(occlusion, c);
    const facing = Math.max(0, nx * back[0] + ny * back[1] + nz * back[2]);
    const wrap = (nx * key[0] + ny * key[1] + nz * key[2] + 0.25) / 1.25;
    const direct = Math.max(0, wrap) * (0.45 + 0.55 * open);
    const filled = Math.max(0, nx * fill[0] + ny * fill[1] + nz * fill[2]) * 0.14;
    const sky = (0.2 + 0.16 * (0.5 + 0.5 * ny)) * open * open;
    const sheen = power16(Math.max(0, nx * half[0] + ny * half[1] + nz * half[2])) * 0.05;
    const rim = (1 - facing) * (1 - facing) * (1 - facing) * 0.06 * open;
    // Light that has wandered under the skin comes out redder where it is dim.
    const warm = Math.max(0, 1 - Math.abs(wrap) * 3) * 0.035;
    for (let i = 0; i < 3; i++) {
      own[i] = perVertex
        ? wa * num(linear, num(perVertex, a * 3 + i)) +
          wb * num(linear, num(perVertex, b * 3 + i)) +
          wc * num(linear, num(perVertex, c * 3 + i))
        : num(flat, i);
    }
    for (const { inside, soft, linear: painted } of paints) {
      const depth = wa * num(inside, a) + wb * num(inside, b) + wc * num(inside, c);
      if (depth <= -soft) continue;
      const share = Math.min(1, (depth + soft) / (2 * soft));
      for (let i = 0; i < 3; i++) own[i] = num(own, i) + (num(painted, i) - num(own, i)) * share;
    }
    for (let i = 0; i < 3; i++) {
      const tint = i === 0 ? 1 + warm * 2 : i === 2 ? 1 - warm : 1;
      light[i] =
        num(light, i) +
        num(own, i) * tint * (0.92 * direct + filled + sky) +
        sheen +
        rim * (0.5 + 0.5 * num(own, i));
    }
  };
}

const num = (values: ArrayLike<number>, i: number): number => values[i] as number;

function power16(x: number): number {
  const x2 = x * x;
  const x4 = x2 * x2;
  const x8 = x4 * x4;
  return x8 * x8;
}

/** sRGB byte to linear light 0 to 1. */
export function toLinear(value: number): number {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
}

/** Linear light to the nearest sRGB byte. */
export function toByte(light: number): number {
  const l = Math.min(1, Math.max(0, light));
  return Math.round(255 * (l <= 0.0031308 ? 12.92 * l : 1.055 * l ** (1 / 2.4) - 0.055));
}
