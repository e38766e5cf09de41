/**
 * Mends what a coarse mask rounds off: the gap between the legs ends too low in it, fingers too early.
 *
 * There the border lies further from the mask's line than the outline is searched for, but the colours on both sides
 * are known: from the gap's end the background is followed upwards, from the fingertips the hand outwards.
 */
import { LANDMARK, type LandmarkName, SIDES } from '../landmarks.ts';
import type { Landmark, Outline, Photo, Point, Ring } from '../types.ts';
import { density, type Examples } from './colour-density.ts';

/** How far a gap or a finger may go on, as a share of the distance from hip to knee. */
const FURTHEST = { gap: 0.22, finger: 0.12 } as const;
/** A pixel must be so much likelier of the one side (natural logarithm of odds). */
const LIKELIER = 0.7;
/** A gap narrower than this, pixels, is none. */
const NARROWEST = 2;

/** @returns the outline with its gap and fingertips as the photo shows them; of a front photo */
export function mendTips(photo: Photo, outline: Outline, landmarks: readonly Landmark[]): Outline {
  const at = (name: LandmarkName): Landmark => landmarks[LANDMARK[name]] as Landmark;
  const thigh = (at('leftKnee').y + at('rightKnee').y - at('leftHip').y - at('rightHip').y) / 2;
  if (!(thigh > 20)) return outline;
  let { rings } = outline;
  const hips = { y: (at('leftHip').y + at('rightHip').y) / 2 };
  const between = [at('leftKnee').x, at('rightKnee').x].sort((a, b) => a - b) as [number, number];
  const end = topOfGap(rings, between, hips.y, hips.y + 1.6 * thigh);
  if (end) {
    const notch = followGap(photo, rings[end.ring] as Ring, end.index, FURTHEST.gap * thigh);
    rings = spliced(rings, end, notch);
  }
  for (const side of SIDES) {
    const tip = fingertip(rings, at(`${side}Wrist`), at(`${side}Index`), thigh);
    if (!tip) continue;
    const further = followFinger(
      photo,
      rings[tip.ring] as Ring,
      tip.index,
      at(`${side}Wrist`),
      FURTHEST.finger * thigh,
    );
    if (further) rings = spliced(rings, tip, [further]);
  }
  return { rings };
}

interface Place {
  ring: number;
  /** Of the point in its ring. */
  index: number;
}

/** The highest point of the outline between the knees' columns that lies below the hips: the end of the gap. */
function topOfGap(
  rings: readonly Ring[],
  [left, right]: readonly [number, number],
  top: number,
  bottom: number,
): Place | undefined {
  let best: (Place & { y: number }) | undefined;
  rings.forEach((ring, r) => {
    for (let i = 0; i < ring.length; i += 2) {
      const [x, y] = [ring[i] as number, ring[i + 1] as number];
      if (x <= left || x >= right || y <= top || y >= bottom || (best && y >= best.y)) continue;
      best = { ring: r, index: i / 2, y };
    }
  });
  return best;
}

/** The points of a notch that goes on upwards from the gap's end: up its one side, down its other. */
function followGap(photo: Photo, ring: Ring, index: number, furthest: number): Point[] {
  const [x0, y0] = [ring[index * 2] as number, ring[index * 2 + 1] as number];
  const gap = coloursIn(photo, x0, y0 + 0.08 * furthest, x0, y0 + 0.6 * furthest, 3);
  // The thighs beside the gap, a little below its end and above it to the sides.
  const wide = 0.45 * furthest;
  const person = [
    ...coloursIn(photo, x0 - 2.4 * wide, y0, x0 - 1.2 * wide, y0 - furthest, 9),
    ...coloursIn(photo, x0 + 1.2 * wide, y0, x0 + 2.4 * wide, y0 - furthest, 9),
  ];
  const isGap = (x: number, y: number): boolean => odds(photo, gap, person, x, y) > LIKELIER;
  const lefts: Point[] = [];
  const rights: Point[] = [];
  let centre = x0;
  for (let y = y0 - 1; y > y0 - furthest; y--) {
    if (!isGap(centre, y)) break;
    let [l, r] = [centre, centre];
    while (l > x0 - wide && isGap(l - 1, y)) l--;
    while (r < x0 + wide && isGap(r + 1, y)) r++;
    // The background goes on to the sides: these are not legs, or of the background's colours.
    if (l <= x0 - wide || r >= x0 + wide || r - l < NARROWEST) break;
    lefts.push({ x: l - 0.5, y });
    rights.push({ x: r + 0.5, y });
    centre = Math.round((l + r) / 2);
  }
  const before = ring[(index * 2 - 8 + ring.length) % ring.length] as number;
  const [up, down] = before < x0 ? [lefts, rights] : [rights, lefts];
  return [...up, ...down.toReversed()];
}

/** The outline's point furthest from the wrist among those of the hand. */
function fingertip(rings: readonly Ring[], wrist: Point, index: Point, thigh: number): Place | undefined {
  let best: (Place & { far: number }) | undefined;
  rings.forEach((ring, r) => {
    for (let i = 0; i < ring.length; i += 2) {
      const [dx, dy] = [(ring[i] as number) - wrist.x, (ring[i + 1] as number) - wrist.y];
      const far = Math.hypot(dx, dy);
      const along = dx * (index.x - wrist.x) + dy * (index.y - wrist.y);
      if (far > 0.6 * thigh || along <= 0 || (best && far <= best.far)) continue;
      best = { ring: r, index: i / 2, far };
    }
  });
  return best;
}

/** Where the finger really ends, straight on from the wrist; undefined when it does not go on. */
function followFinger(
  photo: Photo,
  ring: Ring,
  index: number,
  wrist: Point,
  furthest: number,
): Point | undefined {
  const [x0, y0] = [ring[index * 2] as number, ring[index * 2 + 1] as number];
  const length = Math.hypot(x0 - wrist.x, y0 - wrist.y);
  if (length < 4) return undefined;
  const [dx, dy] = [(x0 - wrist.x) / length, (y0 - wrist.y) / length];
  const at = (along: number, aside: number): [number, number] => [
    x0 + along * dx - aside * dy,
    y0 + along * dy + aside * dx,
  ];
  const hand = coloursIn(photo, ...at(-0.7 * furthest, 0), ...at(-0.1 * furthest, 0), 3);
  const around = [
    ...coloursIn(photo, ...at(0, -furthest), ...at(furthest, -furthest), 3),
    ...coloursIn(photo, ...at(0, furthest), ...at(furthest, furthest), 3),
    ...coloursIn(photo, ...at(1.3 * furthest, -0.6 * furthest), ...at(1.3 * furthest, 0.6 * furthest), 3),
  ];
  let reached = 0;
  for (let along = 1; along <= furthest; along++) {
    const seen = [-0.25, -0.12, 0, 0.12, 0.25].some((aside) => {
      const [x, y] = at(along, aside * furthest);
      return odds(photo, hand, around, Math.round(x - 0.5), Math.round(y - 0.5)) > LIKELIER;
    });
    if (seen) reached = along;
    else if (along - reached > 2) break;
  }
  if (reached < 2 || reached >= furthest - 1) return undefined;
  const [x, y] = at(reached, 0);
  return { x, y };
}

/** Every second pixel along a line and beside it. */
function coloursIn(photo: Photo, x0: number, y0: number, x1: number, y1: number, broad: number): number[] {
  const colours: number[] = [];
  const steps = Math.max(1, Math.ceil(Math.hypot(x1 - x0, y1 - y0) / 2));
  const half = Math.floor(broad / 2);
  for (let step = 0; step <= steps; step++) {
    for (let aside = -half; aside <= half; aside += 2) {
      const x = Math.round(x0 + ((x1 - x0) * step) / steps + aside);
      const y = Math.round(y0 + ((y1 - y0) * step) / steps);
      if (x < 0 || y < 0 || x >= photo.width || y >= photo.height) continue;
      const from = (y * photo.width + x) * 3;
      colours.push(photo.rgb[from] as number, photo.rgb[from + 1] as number, photo.rgb[from + 2] as number);
    }
  }
  return colours;
}

/** ln of how much likelier a pixel is of the one than of the other; very unlikely beyond the picture. */
function odds(photo: Photo, one: Examples, other: Examples, x: number, y: number): number {
  const [px, py] = [Math.round(x), Math.round(y)];
  if (px < 0 || py < 0 || px >= photo.width || py >= photo.height || one.length === 0 || other.length === 0) {
    return Number.NEGATIVE_INFINITY;
  }
  const from = (py * photo.width + px) * 3;
  const [r, g, b] = [photo.rgb[from], photo.rgb[from + 1], photo.rgb[from + 2]] as [number, number, number];
  return Math.log(density(one, r, g, b) / density(other, r, g, b));
}

/** The rings with points put in behind one of theirs. */
function spliced(rings: readonly Ring[], place: Place, points: readonly Point[]): Ring[] {
  const after = place.index * 2 + 2;
  return rings.map((ring, r) =>
    r === place.ring
      ? Float64Array.from([
          ...ring.subarray(0, after),
          ...points.flatMap(({ x, y }) => [x, y]),
          ...ring.subarray(after),
        ])
      : ring,
  );
}
