import type { Rgb, Vec3 } from '@likeness/body';
import { furnish } from './furniture.ts';
import type { PhoneCamera } from './phone-camera.ts';
import { type Random, randomFrom } from './random.ts';
import { blur, css, gradient, pixelsOf, type Sheet, shaded, sheet } from './sheet.ts';

/** Where somebody is photographed. */
export interface Backdrop {
  /** An empty wall, or a room somebody lives in. */
  kind: 'plain' | 'busy';
  /** Another seed, another room. */
  seed: number;
  wall?: Rgb | undefined;
  floor?: Rgb | undefined;
}

export const WALL_COLOURS: readonly Rgb[] = [
  [226, 222, 214],
  [214, 196, 172],
  [205, 178, 152],
  [178, 190, 196],
  [150, 158, 148],
  [238, 238, 240],
  [120, 112, 108],
  [196, 168, 160],
];

export const FLOOR_COLOURS: readonly Rgb[] = [
  [168, 134, 98],
  [122, 88, 62],
  [150, 148, 146],
  [196, 184, 168],
  [92, 88, 90],
];

/** How far behind the person the wall is, metres. */
const WALL_DEPTH = [0.5, 1.9] as const;
const HALF_ROOM = 7;
const ROOM_HEIGHT = 2.6;

/** The pixels of an empty room as the camera sees it, with the shadows of whoever stands at these places. */
export function drawRoom(
  camera: PhoneCamera,
  backdrop: Backdrop,
  feet: readonly Vec3[],
  light: Vec3,
): Promise<Uint8Array> {
  const random = randomFrom(backdrop.seed);
  const wall = backdrop.wall ?? random.pick(WALL_COLOURS);
  const floor = backdrop.floor ?? random.pick(FLOOR_COLOURS);
  const depth = -random.between(...WALL_DEPTH);
  const on = sheet(camera);
  on.add(`<rect width="${camera.width}" height="${camera.height}" fill="${css(shaded(wall, 1.05))}"/>`);
  const brighter = light[0] < 0 ? 1.04 : 0.86;
  on.upright(
    -HALF_ROOM / 2,
    0,
    HALF_ROOM / 2,
    ROOM_HEIGHT + 1,
    depth,
    gradient(on, shaded(wall, brighter), shaded(wall, 1.9 - brighter), false),
  );
  // Numbers of its own: how many planks are drawn depends on the camera, and the furniture must not.
  floorOf(on, floor, depth, randomFrom(backdrop.seed + 1), backdrop.kind === 'busy' || random.chance(0.5));
  if (random.chance(0.7)) skirting(on, shaded(wall, random.pick([1.12, 0.75])), depth);
  if (backdrop.kind === 'busy') furnish(on, wall, depth, random);
  shadows(on, feet, light);
  return pixelsOf(on.svg());
}

function floorOf(on: Sheet, colour: Rgb, depth: number, random: Random, patterned: boolean): void {
  const near = on.camera.truth.distance;
  on.level(-HALF_ROOM, depth, HALF_ROOM, near, 0, gradient(on, shaded(colour, 0.86), shaded(colour, 1.08)));
  if (!patterned) return;
  const rug: Rgb | undefined = random.chance(0.4)
    ? [random.between(60, 190), random.between(50, 150), random.between(50, 160)]
    : undefined;
  const tiles = random.chance(0.4);
  const wide = tiles ? random.between(0.3, 0.6) : random.between(0.08, 0.18);
  for (let x = -3; x < 3; x += wide) {
    const step = tiles ? wide : random.between(0.7, 1.4);
    for (let z = depth; z < near; z += step) {
      const end = Math.min(near, z + step);
      on.level(
        x,
        z,
        x + wide,
        end,
        0,
        css(shaded(colour, random.between(0.9, 1.08))),
        'stroke="#0003" stroke-width="1"',
      );
    }
  }
  if (rug) {
    for (let ring = 0; ring < 4; ring++) {
      const r = 0.9 - ring * 0.13;
      on.level(-r, -r * 0.6, r, r * 0.6, 0, css(shaded(rug, ring % 2 ? 0.75 : 1.1)));
    }
  }
}

function skirting(on: Sheet, colour: Rgb, depth: number): void {
  on.upright(-HALF_ROOM, 0, HALF_ROOM, 0.07, depth, css(colour));
  on.upright(-HALF_ROOM, 0.066, HALF_ROOM, 0.07, depth, css(shaded(colour, 0.8)));
}

/** Darkest where a sole touches the floor, with a longer soft one away from the light. */
function shadows(on: Sheet, feet: readonly Vec3[], light: Vec3): void {
  if (feet.length === 0) return;
  const middle = feet.reduce((sum, [x, , z]) => [sum[0] + x, 0, sum[2] + z] as Vec3, [0, 0, 0] as Vec3);
  const [mx, mz] = [middle[0] / feet.length, middle[2] / feet.length];
  const metre = on.metre(mz);
  const wide = blur(on, metre * 0.06);
  const tight = blur(on, metre * 0.016);
  const [dx, dz] = [-light[0] * 0.45, -Math.abs(light[2]) * 0.3];
  on.polygon(
    ellipse([mx + dx / 2, 0, mz + dz / 2], 0.24 + Math.abs(dx) / 2, 0.2),
    '#000',
    `opacity="0.28" filter="${wide}"`,
  );
  for (const foot of feet) on.polygon(ellipse(foot, 0.06, 0.1), '#000', `opacity="0.6" filter="${tight}"`);
}

function ellipse([x, , z]: Vec3, rx: number, rz: number): Vec3[] {
  return Array.from({ length: 20 }, (_, i): Vec3 => {
    const angle = (i / 20) * 2 * Math.PI;
    return [x + rx * Math.cos(angle), 0.001, z + rz * Math.sin(angle)];
  });
}
