import { dot, type Vec3 } from '../mesh/vec3.ts';
import { convexHull } from './hull.ts';
import type { Loop } from './loop.ts';
import { type Plane, planeAxes } from './plane.ts';

/** A place on a loop: `share` of the way from one of its points to the next. */
export interface Corner {
  point: number;
  next: number;
  share: number;
}

/** Two ways round a loop, in the unit of the positions. */
export interface Girth {
  /** Along the skin, into every hollow. */
  raw: number;
  /** As a taut tape: round the convex hull. */
  hull: number;
  /** Where the tape touches, in order. */
  corners: readonly Corner[];
}

/**
 * The girth of a loop.
 * @param belongs how much each point belongs to the part, 0 to 1; from 0.5 it counts. The tape runs straight
 *   past the others (an arm that has grown together with the chest). Where a segment crosses 0.5 it is cut in
 *   between, so that the girth changes smoothly with the shape.
 */
export function girthOf(loop: Loop, plane: Plane, belongs?: (point: number) => number): Girth {
  const kept = cornersOf(loop, belongs);
  const [u, v] = planeAxes(plane);
  const uv = new Float64Array(kept.length * 2);
  kept.forEach((corner, i) => {
    const place = cornerPlace(loop, corner);
    uv[i * 2] = dot(u, place);
    uv[i * 2 + 1] = dot(v, place);
  });
  const hull = convexHull(uv);
  return {
    raw: perimeter(uv, Array.from(kept.keys())),
    hull: perimeter(uv, hull),
    corners: hull.map((i) => kept[i] as Corner),
  };
}

/** Where a corner lies. */
export function cornerPlace(loop: Loop, { point, next, share }: Corner): Vec3 {
  const a = pointOf(loop, point);
  if (share === 0) return a;
  const b = pointOf(loop, next);
  return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])];
}

function cornersOf(loop: Loop, belongs: ((point: number) => number) | undefined): Corner[] {
  const n = loop.along.length;
  const kept: Corner[] = [];
  for (let point = 0; point < n; point++) {
    if (!belongs) {
      kept.push({ point, next: point, share: 0 });
      continue;
    }
    const next = (point + 1) % n;
    const here = belongs(point);
    const there = belongs(next);
    if (here >= 0.5) kept.push({ point, next: point, share: 0 });
    if (here >= 0.5 === there >= 0.5 || (next === 0 && !loop.closed)) continue;
    kept.push({ point, next, share: (0.5 - here) / (there - here) });
  }
  return kept;
}

/** xyz of one point of a loop. */
export function pointOf(loop: Loop, point: number): Vec3 {
  const i = point * 3;
  return [loop.points[i] as number, loop.points[i + 1] as number, loop.points[i + 2] as number];
}

function perimeter(uv: Float64Array, order: readonly number[]): number {
  let sum = 0;
  let before = order[order.length - 1] ?? 0;
  for (const point of order) {
    const du = (uv[point * 2] as number) - (uv[before * 2] as number);
    const dv = (uv[point * 2 + 1] as number) - (uv[before * 2 + 1] as number);
    sum += Math.sqrt(du * du + dv * dv);
    before = point;
  }
  return sum;
}

/** How often the loop runs round a point of its plane: 0 when the point is outside. */
export function windingNumber(loop: Loop, plane: Plane, around: Vec3): number {
  const [u, v] = planeAxes(plane);
  const ou = dot(u, around);
  const ov = dot(v, around);
  let turns = 0;
  const n = loop.along.length;
  for (let i = 0; i < n; i++) {
    const a = pointOf(loop, i);
    const b = pointOf(loop, (i + 1) % n);
    const [au, av, bu, bv] = [dot(u, a) - ou, dot(v, a) - ov, dot(u, b) - ou, dot(v, b) - ov];
    const side = au * bv - av * bu;
    if (av <= 0 && bv > 0 && side > 0) turns++;
    else if (av > 0 && bv <= 0 && side < 0) turns--;
  }
  return turns;
}

/** The loop that runs round an axis, given the point where the axis passes through the plane. */
export function loopAround(loops: readonly Loop[], plane: Plane, axis: Vec3): Loop | undefined {
  return loops.find((loop) => loop.closed && windingNumber(loop, plane, axis) !== 0);
}

/**
 * Largest extent of the loop along a direction in its plane, and the two points that bound it.
 * @param belongs as in {@link girthOf}
 */
export function breadthOf(
  loop: Loop,
  direction: Vec3,
  belongs?: (point: number) => number,
): { breadth: number; points: [number, number] } {
  let least = 0;
  let most = 0;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < loop.along.length; i++) {
    if (belongs && belongs(i) < 0.5) continue;
    const along = dot(direction, pointOf(loop, i));
    if (along < low) [low, least] = [along, i];
    if (along > high) [high, most] = [along, i];
  }
  return { breadth: high - low, points: [least, most] };
}
