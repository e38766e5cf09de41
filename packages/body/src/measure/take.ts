import { distance, minus, type Vec3 } from '../mesh/vec3.ts';
import type { BodyFrame, Support } from './body-frame.ts';
import { breadthOf, girthOf } from './girth.ts';
import { loopNear, placeOf } from './locate.ts';
import type { Loop, Surface } from './loop.ts';
import { type Plane, planeThrough } from './plane.ts';
import type { Recipe, Stop } from './recipes.ts';
import { takeSkinPath } from './skin-path.ts';
import type { LineTrace, Trace } from './trace.ts';

const UP: Vec3 = [0, 1, 0];

/** Where planes cut a shape. Chest, its breadth and its depth hang on one cut, and following it costs most. */
export type Cuts = Map<string, Cut>;

interface Cut {
  loop: Loop;
  plane: Plane;
  anchor: Support;
}

/**
 * Takes one measure on a shape.
 * @param cuts of this shape, shared by its measures
 * @throws {BodyError} `invalid_mesh` when the plane finds no surface at the landmark
 */
export function takeMeasure(surface: Surface, frame: BodyFrame, recipe: Recipe, cuts: Cuts): Trace {
  switch (recipe.way) {
    case 'girth': {
      const { loop, plane, anchor } = cutAt(surface, frame, recipe.through, recipe.square, cuts);
      const belongs = recipe.trunk ? onTrunk(frame, loop) : undefined;
      const { raw, hull, corners } = girthOf(loop, plane, belongs);
      return { kind: 'loop', value: hull, raw, loop, corners, plane, anchor };
    }
    case 'breadth': {
      const { loop, plane, anchor } = cutAt(surface, frame, recipe.through, 'level', cuts);
      const direction: Vec3 = recipe.along === 'x' ? [1, 0, 0] : [0, 0, 1];
      const { breadth, points } = breadthOf(loop, direction, onTrunk(frame, loop));
      return { kind: 'breadth', value: breadth, loop, plane, anchor, direction, ends: points };
    }
    case 'height': {
      const top = recipe.of === 'top' ? extreme(surface, frame.high, 1) : frame.support(recipe.of);
      return line(surface, [extreme(surface, frame.low, -1), top], true);
    }
    case 'chain':
      return line(
        surface,
        recipe.stops.map((stop) => stopSupport(frame, stop)),
        false,
      );
    case 'skin':
      return takeSkinPath(surface, frame, recipe.from, recipe.to);
  }
}

function cutAt(
  surface: Surface,
  frame: BodyFrame,
  landmark: string,
  square: 'level' | readonly [string, string],
  cuts: Cuts,
): Cut {
  const name = `${landmark} ${square}`;
  const known = cuts.get(name);
  if (known) return known;
  const anchor = frame.support(landmark);
  const direction =
    square === 'level'
      ? UP
      : minus(placeOf(surface, frame.joint(square[1])), placeOf(surface, frame.joint(square[0])));
  const plane = planeThrough(placeOf(surface, anchor), direction);
  const cut = { loop: loopNear(surface, plane, frame.landmark(landmark).triangle), plane, anchor };
  cuts.set(name, cut);
  return cut;
}

function onTrunk({ trunk }: BodyFrame, { from, to, along }: Loop): (point: number) => number {
  return (i) => {
    const t = along[i] as number;
    return (1 - t) * (trunk[from[i] as number] as number) + t * (trunk[to[i] as number] as number);
  };
}

function extreme(surface: Surface, among: Uint32Array, sign: 1 | -1): Support {
  let best = Number.NEGATIVE_INFINITY;
  let found = 0;
  for (const vertex of among) {
    surface.touch?.(vertex);
    const y = (surface.positions[vertex * 3 + 1] as number) * sign;
    if (y > best) [best, found] = [y, vertex];
  }
  return { vertices: [found], weights: [1] };
}

function stopSupport(frame: BodyFrame, stop: Stop): Support {
  return 'landmark' in stop ? frame.support(stop.landmark) : frame.joint(stop.joint);
}

function line(surface: Surface, stops: readonly Support[], upright: boolean): LineTrace {
  const places = stops.map((stop) => placeOf(surface, stop));
  let value = 0;
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[i - 1] as Vec3, places[i] as Vec3];
    value += upright ? to[1] - from[1] : distance(from, to);
  }
  return { kind: 'line', value, stops, places, upright };
}
