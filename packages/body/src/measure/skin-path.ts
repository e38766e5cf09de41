import { distance, dot, minus, type Vec3 } from '../mesh/vec3.ts';
import type { BodyFrame } from './body-frame.ts';
import { pointOf } from './girth.ts';
import { loopNear, placeOf } from './locate.ts';
import type { Loop, Surface } from './loop.ts';
import { planeThrough } from './plane.ts';
import type { SkinTrace } from './trace.ts';

/**
 * The way over the skin from one landmark to another on the midline: along the cut of the plane x = const
 * through the first, whichever way round is shorter. Metres.
 */
export function takeSkinPath(surface: Surface, frame: BodyFrame, from: string, to: string): SkinTrace {
  const [start, end] = [frame.support(from), frame.support(to)];
  const [a, b] = [placeOf(surface, start), placeOf(surface, end)];
  const plane = planeThrough(a, [1, 0, 0]);
  const loop = loopNear(surface, plane, frame.landmark(from).triangle);
  const i = segmentOf(loop, a);
  const j = segmentOf(loop, b);
  const forward = pathLength(loop, a, b, pointsBetween(loop, i, j));
  const backward = pathLength(loop, b, a, pointsBetween(loop, j, i));
  const between = forward <= backward ? pointsBetween(loop, i, j) : pointsBetween(loop, j, i).toReversed();
  return {
    kind: 'skin',
    value: Math.min(forward, backward),
    loop,
    plane,
    from: start,
    to: end,
    between,
  };
}

/** The points passed when going from segment i (point i to i + 1) onward to segment j. */
function pointsBetween(loop: Loop, i: number, j: number): number[] {
  const n = loop.along.length;
  const points: number[] = [];
  for (let k = i; k !== j; k = (k + 1) % n) points.push((k + 1) % n);
  return points;
}

function pathLength(loop: Loop, from: Vec3, to: Vec3, between: readonly number[]): number {
  let sum = 0;
  let before = from;
  for (const point of between) {
    const place = pointOf(loop, point);
    sum += distance(before, place);
    before = place;
  }
  return sum + distance(before, to);
}

function segmentOf(loop: Loop, place: Vec3): number {
  let best = Number.POSITIVE_INFINITY;
  let found = 0;
  const n = loop.along.length;
  for (let i = 0; i < n; i++) {
    const a = pointOf(loop, i);
    const along = minus(pointOf(loop, (i + 1) % n), a);
    const off = minus(place, a);
    const squared = dot(along, along);
    const t = squared > 0 ? Math.min(1, Math.max(0, dot(off, along) / squared)) : 0;
    const away = distance(off, [along[0] * t, along[1] * t, along[2] * t]);
    if (away < best) [best, found] = [away, i];
  }
  return found;
}
