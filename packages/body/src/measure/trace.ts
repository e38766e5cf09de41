import type { Vec3 } from '../mesh/vec3.ts';
import type { Support } from './body-frame.ts';
import type { Corner } from './girth.ts';
import type { Loop } from './loop.ts';
import type { Plane } from './plane.ts';

/**
 * A measure as it was taken, with all that is needed to draw it and to say how it would change if vertices
 * moved. Lengths in metres.
 */
export type Trace = LoopTrace | BreadthTrace | LineTrace | SkinTrace;

interface Taken {
  /** What the tape shows. */
  value: number;
}

export interface LoopTrace extends Taken {
  kind: 'loop';
  raw: number;
  loop: Loop;
  /** Where the taut tape touches. */
  corners: readonly Corner[];
  plane: Plane;
  /** The landmark that the plane hangs on. */
  anchor: Support;
}

export interface BreadthTrace extends Taken {
  kind: 'breadth';
  loop: Loop;
  plane: Plane;
  anchor: Support;
  direction: Vec3;
  /** Points of the loop at either end. */
  ends: readonly [number, number];
}

export interface LineTrace extends Taken {
  kind: 'line';
  stops: readonly Support[];
  places: readonly Vec3[];
  /** Only the difference in height counts. */
  upright: boolean;
}

export interface SkinTrace extends Taken {
  kind: 'skin';
  loop: Loop;
  plane: Plane;
  from: Support;
  to: Support;
  /** Points of the loop between both ends, in order. */
  between: readonly number[];
}
