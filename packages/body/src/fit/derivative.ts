/**
 * How a measure changes with the shape, without trying: each trace is a chain of points, each point hangs on
 * vertices. For a point of a cut the plane moves with its landmark and the point slides along its edge:
 * with p = a + t(b − a) on n·p = c, δp = u + e (δc − n·u) ÷ n·e, where u = (1 − t)δa + tδb and e = b − a.
 * The turn of a limb's plane with its bone is left out: a girth square to its limb is at its least, so the
 * slope there is nil.
 */
import type { Support } from '../measure/body-frame.ts';
import { type Corner, cornerPlace, pointOf } from '../measure/girth.ts';
import { placeOf } from '../measure/locate.ts';
import type { Loop, Surface } from '../measure/loop.ts';
import type { Plane } from '../measure/plane.ts';
import type { Trace } from '../measure/trace.ts';
import { dot, minus, unit, type Vec3 } from '../mesh/vec3.ts';
import { pullVertex, type ShapeSpace } from './shape-space.ts';

/** Gradient of a measure (metres) by the coefficient of each shape. */
export function measureGradient(space: ShapeSpace, surface: Surface, trace: Trace): Float64Array {
  const byShape = new Float64Array(space.parameters.length);
  switch (trace.kind) {
    case 'loop':
      pullLoop(space, surface, byShape, trace.loop, trace.plane, trace.anchor, trace.corners);
      break;
    case 'breadth': {
      const { direction, ends } = trace;
      const pulls = new Map<number, Vec3>([
        [ends[0], [-direction[0], -direction[1], -direction[2]]],
        [ends[1], direction],
      ]);
      pullCut(space, surface, byShape, trace.loop, trace.plane, trace.anchor, pulls);
      break;
    }
    case 'line':
      pullLine(space, byShape, trace.stops, trace.places, trace.upright);
      break;
    case 'skin': {
      const ends = [placeOf(surface, trace.from), placeOf(surface, trace.to)] as const;
      const places = [ends[0], ...trace.between.map((i) => pointOf(trace.loop, i)), ends[1]];
      const pulls = places.map((_, i) => chainPull(places, i, false));
      pullSupport(space, byShape, trace.from, pulls[0] as Vec3);
      pullSupport(space, byShape, trace.to, pulls[pulls.length - 1] as Vec3);
      const cut = new Map(trace.between.map((point, i) => [point, pulls[i + 1] as Vec3]));
      pullCut(space, surface, byShape, trace.loop, trace.plane, undefined, cut);
    }
  }
  return byShape;
}

function pullLoop(
  space: ShapeSpace,
  surface: Surface,
  byShape: Float64Array,
  loop: Loop,
  plane: Plane,
  anchor: Support,
  corners: readonly Corner[],
): void {
  const places = corners.map((corner) => cornerPlace(loop, corner));
  const pulls = new Map<number, Vec3>();
  const add = (point: number, pull: Vec3, share: number): void => {
    const sum = pulls.get(point) ?? [0, 0, 0];
    pulls.set(point, [sum[0] + share * pull[0], sum[1] + share * pull[1], sum[2] + share * pull[2]]);
  };
  corners.forEach(({ point, next, share }, i) => {
    const pull = chainPull(places, i, true);
    add(point, pull, 1 - share);
    if (share > 0) add(next, pull, share);
  });
  pullCut(space, surface, byShape, loop, plane, anchor, pulls);
}

/** Gradient of the length of a chain by its i-th point. */
function chainPull(places: readonly Vec3[], i: number, closed: boolean): Vec3 {
  const n = places.length;
  const here = places[i] as Vec3;
  const pull: Vec3 = [0, 0, 0];
  for (const j of [i - 1, i + 1]) {
    if (!closed && (j < 0 || j >= n)) continue;
    const off = minus(here, places[(j + n) % n] as Vec3);
    if (dot(off, off) < 1e-18) continue;
    const direction = unit(off);
    for (let axis = 0; axis < 3; axis++) pull[axis] = (pull[axis] as number) + (direction[axis] as number);
  }
  return pull;
}

function pullCut(
  space: ShapeSpace,
  { positions }: Surface,
  byShape: Float64Array,
  loop: Loop,
  { normal }: Plane,
  anchor: Support | undefined,
  pulls: ReadonlyMap<number, Vec3>,
): void {
  let planePull = 0;
  for (const [point, pull] of pulls) {
    const a = loop.from[point] as number;
    const b = loop.to[point] as number;
    const t = loop.along[point] as number;
    const edge: Vec3 = [0, 1, 2].map(
      (axis) => (positions[b * 3 + axis] as number) - (positions[a * 3 + axis] as number),
    ) as Vec3;
    const slant = dot(normal, edge);
    // An edge that lies in the plane does not say where the point would slide to.
    const slide = Math.abs(slant) > 1e-9 ? dot(pull, edge) / slant : 0;
    const hx = pull[0] - slide * normal[0];
    const hy = pull[1] - slide * normal[1];
    const hz = pull[2] - slide * normal[2];
    pullVertex(space, byShape, a, (1 - t) * hx, (1 - t) * hy, (1 - t) * hz);
    pullVertex(space, byShape, b, t * hx, t * hy, t * hz);
    planePull += slide;
  }
  if (anchor) {
    pullSupport(space, byShape, anchor, [
      planePull * normal[0],
      planePull * normal[1],
      planePull * normal[2],
    ]);
  }
}

function pullLine(
  space: ShapeSpace,
  byShape: Float64Array,
  stops: readonly Support[],
  places: readonly Vec3[],
  upright: boolean,
): void {
  stops.forEach((stop, i) => {
    const pull: Vec3 = upright ? [0, i === 0 ? -1 : 1, 0] : chainPull(places, i, false);
    pullSupport(space, byShape, stop, pull);
  });
}

function pullSupport(space: ShapeSpace, byShape: Float64Array, support: Support, pull: Vec3): void {
  support.vertices.forEach((vertex, i) => {
    const weight = support.weights[i] as number;
    pullVertex(space, byShape, vertex, weight * pull[0], weight * pull[1], weight * pull[2]);
  });
}
