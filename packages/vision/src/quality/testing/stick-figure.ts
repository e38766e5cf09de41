import { LANDMARK, type LandmarkName, SIDES } from '../../landmarks.ts';
import type { Photo, Point, Pose } from '../../types.ts';
import type { PhotoToCheck } from '../finding.ts';

/** A person made of tubes, as an ideal network would see them: for checks whose limits must be exact. */
export interface StickFigure {
  width?: number;
  height?: number;
  /** Pixels from crown to soles. Default 700. */
  tall?: number;
  /** Where the middle of the soles lies, pixels. */
  at?: { x: number; y: number };
  /** Degrees. */
  yaw?: number;
  arms?: number;
  /** Arms before the body. */
  forward?: number;
  lean?: number;
  seated?: boolean;
  background?: number;
  skin?: number;
}

type Place = [x: number, y: number, z: number];

const NAMES = Object.keys(LANDMARK) as LandmarkName[];
const STATURE = 1.72;
const DEGREE = Math.PI / 180;

export function stickFigure(figure: StickFigure = {}): PhotoToCheck & { pose: Pose } {
  const { width = 800, height = 1000, tall = 700, background = 190, skin = 110 } = figure;
  const at = figure.at ?? { x: width / 2, y: height - 120 };
  const scale = tall / STATURE;
  const places = joints(figure);
  const lean = (figure.lean ?? 0) * DEGREE;
  const pixel = ([x, y]: Place) => ({
    x: at.x + (x * Math.cos(lean) + y * Math.sin(lean)) * scale,
    y: at.y - (y * Math.cos(lean) - x * Math.sin(lean)) * scale,
  });
  const inOrder = NAMES.map((name) => places[name]);
  const landmarks = inOrder.map((place) => ({ ...pixel(place), z: 0, visibility: 0.98, presence: 0.98 }));
  const world = inOrder.map(([x, y, z]) => ({ x, y: 0.92 - y, z: -z }));
  const tubes = tubesOf(places).map(([a, b, radius]) => ({
    a: pixel(a),
    b: pixel(b),
    radius: radius * scale,
  }));
  const step = (1.25 * tall) / 256;
  const [left, top] = [at.x - 128 * step, at.y - tall / 2 - 128 * step];
  const probability = Float32Array.from(
    draw(tubes, { width: 256, height: 256, left, top, step }),
    (inside) => (inside ? 0.99 : 0.01),
  );
  const person = draw(tubes, { width, height, left: 0, top: 0, step: 1 });
  const rgb = new Uint8Array(width * height * 3).map((_, i) =>
    person[Math.floor(i / 3)] ? skin : background,
  );
  const photo: Photo = { width, height, rgb };
  const mask = { width: 256, height: 256, probability, left, top, step };
  return { kind: 'front', photo, pose: { score: 0.99, landmarks, world, mask, others: 0 } };
}

function joints({
  yaw = 0,
  arms = 32,
  forward = 0,
  seated = false,
}: StickFigure): Record<LandmarkName, Place> {
  const [cos, sin] = [Math.cos(yaw * DEGREE), Math.sin(yaw * DEGREE)];
  const turned = ([x, y, z]: Place): Place => [x * cos + z * sin, y, z * cos - x * sin];
  const arm = (length: number): Place => [
    0.18 + length * Math.sin(arms * DEGREE),
    1.4 - length * Math.cos(arms * DEGREE) * Math.cos(forward * DEGREE),
    length * Math.cos(arms * DEGREE) * Math.sin(forward * DEGREE),
  ];
  const knee: Place = seated ? [0.1, 0.88, 0.42] : [0.1, 0.5, 0];
  const down = seated ? 0.42 : 0;
  const half = {
    Ear: [0.07, 1.62, 0],
    Shoulder: [0.18, 1.4, 0],
    Elbow: arm(0.29),
    Wrist: arm(0.53),
    Hip: [0.1, 0.92, 0],
    Knee: knee,
    Ankle: [0.1, 0.08 + (seated ? 0.4 : 0), down],
    Heel: [0.1, 0.03 + (seated ? 0.4 : 0), down - 0.05],
    FootIndex: [0.12, 0.02 + (seated ? 0.4 : 0), down + 0.15],
  } satisfies Record<string, Place | (number | Place)[]>;
  const both = Object.entries(half).flatMap(([name, place]) => {
    const [x, y, z] = place as Place;
    return [
      [`left${name}`, turned([x, y, z])],
      [`right${name}`, turned([-x, y, z])],
    ] as const;
  });
  const nose = turned([0, 1.58, 0.1]);
  const own = new Map<string, Place>(both);
  // points that the figure has not are on its nose
  return Object.fromEntries(NAMES.map((name) => [name, own.get(name) ?? nose])) as Record<
    LandmarkName,
    Place
  >;
}

function tubesOf(at: Record<LandmarkName, Place>): (readonly [Place, Place, number])[] {
  const head: Place = [at.nose[0] * 0.3, 1.62, 0];
  const limbs = SIDES.flatMap((side) => [
    [at[`${side}Shoulder`], at[`${side}Elbow`], 0.045] as const,
    [at[`${side}Elbow`], at[`${side}Wrist`], 0.035] as const,
    [at[`${side}Shoulder`], at[`${side}Hip`], 0.08] as const,
    [at[`${side}Hip`], at[`${side}Knee`], 0.075] as const,
    [at[`${side}Knee`], at[`${side}Ankle`], 0.05] as const,
    [at[`${side}Heel`], at[`${side}FootIndex`], 0.03] as const,
  ]);
  return [[head, head, 0.1], [head, [0, 1.3, 0], 0.06], [[0, 1.3, 0], [0, 0.95, 0], 0.12], ...limbs];
}

interface Tube {
  a: Point;
  b: Point;
  radius: number;
}

/** 1 for each cell of a grid whose centre lies in a tube. */
function draw(
  tubes: readonly Tube[],
  grid: { width: number; height: number; left: number; top: number; step: number },
): Uint8Array {
  const { width, height, left, top, step } = grid;
  const cells = new Uint8Array(width * height);
  for (const { a, b, radius } of tubes) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const cell = (place: number, from: number, most: number): number =>
      Math.min(most, Math.max(0, Math.round((place - from) / step)));
    const [v0, v1] = [
      cell(Math.min(a.y, b.y) - radius, top, height),
      cell(Math.max(a.y, b.y) + radius, top, height),
    ];
    const [u0, u1] = [
      cell(Math.min(a.x, b.x) - radius, left, width),
      cell(Math.max(a.x, b.x) + radius, left, width),
    ];
    for (let v = v0; v < v1; v++) {
      for (let u = u0; u < u1; u++) {
        const [x, y] = [left + (u + 0.5) * step - a.x, top + (v + 0.5) * step - a.y];
        const t = Math.min(1, Math.max(0, (x * dx + y * dy) / (dx * dx + dy * dy || 1)));
        if (Math.hypot(x - t * dx, y - t * dy) < radius) cells[v * width + u] = 1;
      }
    }
  }
  return cells;
}
