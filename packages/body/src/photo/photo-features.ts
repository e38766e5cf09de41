/**
 * The features of a body that photos show. All are shares of stature: breadths in rows at fixed shares of it, some
 * extremes (people's hips and calves lie at different levels), and two lengths. A mesh and an outline are both asked
 * through {@link FrontRows} and {@link SideRows}, so that they mean the same.
 */

/** A body from the front with its arms away. Each answer is undefined where it cannot be told. */
export interface FrontRows {
  /** Breadth of trunk, or of both legs together without the gap, at a level; arms left out. */
  body(level: number): number | undefined;
  /** From the left end to the right end of everything. */
  whole(level: number): number | undefined;
  /** Width of the gap between the legs; 0 where they touch. */
  gap(level: number): number | undefined;
  /** From the armpit straight to the fingertip, mean of both arms. */
  arm: number | undefined;
}

/** A body in profile. */
export interface SideRows {
  /** From the foremost to the hindmost part. */
  depth(level: number): number | undefined;
}

const levels = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.round((to - from) / step) + 1 }, (_, i) => Number((from + i * step).toFixed(3)));

const TRUNK = levels(0.5, 0.72, 0.02);
const TRUNK_IN_PROFILE = levels(0.5, 0.82, 0.02);
const LEGS = [0.06, 0.09, 0.12, 0.15, 0.18, 0.2, 0.22, 0.24, 0.27, 0.3, 0.33, 0.36, 0.39, 0.42, 0.45];
const SHOULDERS = [0.82, 0.83, 0.84, 0.85, 0.86];

/** The largest or smallest breadth between two levels. */
const EXTREMES = {
  'front.hip': { from: 0.46, to: 0.56, least: false },
  'front.waist': { from: 0.58, to: 0.7, least: true },
  'front.calf': { from: 0.15, to: 0.26, least: false },
  'front.ankle': { from: 0.04, to: 0.12, least: true },
  'front.neck': { from: 0.84, to: 0.9, least: true },
  'side.hip': { from: 0.47, to: 0.56, least: false },
  'side.bust': { from: 0.68, to: 0.78, least: false },
  'side.calf': { from: 0.15, to: 0.26, least: false },
  'side.neck': { from: 0.83, to: 0.9, least: true },
} as const;

const SCAN = 0.005;
/** Legs that are nearer than this, as a share of stature, touch: a mask does not resolve less. */
const TOUCHING = 0.01;

const percent = (level: number): string => (level * 100).toFixed(0);

/** In the order of the model's numbers. */
export const PHOTO_FEATURES: readonly string[] = [
  ...TRUNK.map((level) => `front.trunk.${percent(level)}`),
  ...LEGS.map((level) => `front.legs.${percent(level)}`),
  ...SHOULDERS.map((level) => `front.shoulders.${percent(level)}`),
  ...TRUNK_IN_PROFILE.map((level) => `side.trunk.${percent(level)}`),
  ...LEGS.map((level) => `side.legs.${percent(level)}`),
  ...Object.keys(EXTREMES),
  'front.crotch',
  'front.arm',
];

/** What the rows show, in the order of {@link PHOTO_FEATURES}; undefined where they do not tell. */
export function featuresOf({
  front,
  side,
}: {
  front?: FrontRows | undefined;
  side?: SideRows | undefined;
}): (number | undefined)[] {
  const half = (value: number | undefined): number | undefined => (value === undefined ? value : value / 2);
  const ways: Readonly<Record<string, (level: number) => number | undefined>> = {
    'front.hip': (level) => front?.body(level),
    'front.waist': (level) => front?.body(level),
    'front.calf': (level) => half(front?.body(level)),
    'front.ankle': (level) => half(front?.body(level)),
    'front.neck': (level) => front?.whole(level),
    'side.hip': (level) => side?.depth(level),
    'side.bust': (level) => side?.depth(level),
    'side.calf': (level) => side?.depth(level),
    'side.neck': (level) => side?.depth(level),
  };
  return [
    ...TRUNK.map((level) => front?.body(level)),
    ...LEGS.map((level) => half(front?.body(level))),
    ...SHOULDERS.map((level) => front?.whole(level)),
    ...TRUNK_IN_PROFILE.map((level) => side?.depth(level)),
    ...LEGS.map((level) => side?.depth(level)),
    ...Object.entries(EXTREMES).map(([name, range]) =>
      extreme(ways[name] as (level: number) => number | undefined, range),
    ),
    front && crotch(front),
    front?.arm,
  ];
}

/** Undefined when any level between is. */
function extreme(
  way: (level: number) => number | undefined,
  { from, to, least }: { from: number; to: number; least: boolean },
): number | undefined {
  let best: number | undefined;
  for (let level = from; level <= to + 1e-9; level += SCAN) {
    const value = way(level);
    if (value === undefined) return undefined;
    if (best === undefined || (least ? value < best : value > best)) best = value;
  }
  return best;
}

/** The highest level at which the legs do not touch. */
function crotch(front: FrontRows): number | undefined {
  let open: number | undefined;
  for (let level = 0.4; level <= 0.54; level += SCAN / 2) {
    const gap = front.gap(level);
    if (gap === undefined) return undefined;
    if (gap > TOUCHING) open = level;
  }
  return open;
}
