import { type BodyFrame, bodyFrame } from '../measure/body-frame.ts';
import { type MeasuredBody, measureBody } from '../measure/measure-body.ts';
import { type Mirror, mirrorOf } from '../mesh/mirror.ts';
import type { BodyTemplate } from '../template/template.ts';
import { addedShapes } from './added-shapes.ts';

/** A shape as the solver turns it. */
export interface Parameter {
  name: string;
  min: number;
  max: number;
  /** How far it commonly strays; the prior and the step sizes are counted in it. */
  sigma: number;
}

/** The shapes of a template laid out for the solver: for each vertex only the shapes that move it. */
export interface ShapeSpace {
  template: BodyTemplate;
  frame: BodyFrame;
  /** One a shape, in the template's order; the solver's values are the shapes' coefficients. */
  parameters: readonly Parameter[];
  /** What the base body measures. */
  base: MeasuredBody;
  /** Entries of vertex v are start[v] … start[v + 1]. */
  start: Uint32Array;
  shape: Uint8Array;
  /** xyz an entry, metres for a coefficient of 1. */
  moves: Float32Array;
  /** The halves of the body, when no shape makes them differ: then half the work answers for both. */
  mirror: Mirror | undefined;
}

const spaces = new WeakMap<BodyTemplate, ShapeSpace>();

/** Where a sixth of the range is too much to stray: heads differ little, and nobody measures them here. */
const SIGMA: Readonly<Record<string, number>> = {
  headSize: 0.5,
  neckLength: 0.7,
  muscle: 0.3,
  crotchHeight: 2,
  waistHeight: 2,
};

/** Less than a hundredth of a millimetre at full coefficient does not count. */
const NEGLIGIBLE = 1e-5;

/** The shape space of a template, made once. */
export function shapeSpace(template: BodyTemplate): ShapeSpace {
  const known = spaces.get(template);
  if (known) return known;
  const { vertexCount } = template;
  const shapes = [...template.shapes, ...addedShapes(template)];
  const start = new Uint32Array(vertexCount + 1);
  const shape: number[] = [];
  const moves: number[] = [];
  for (let v = 0; v < vertexCount; v++) {
    for (let s = 0; s < shapes.length; s++) {
      const { displacements } = shapes[s] as { displacements: Float32Array };
      const x = displacements[v * 3] as number;
      const y = displacements[v * 3 + 1] as number;
      const z = displacements[v * 3 + 2] as number;
      if (Math.max(Math.abs(x), Math.abs(y), Math.abs(z)) <= NEGLIGIBLE) continue;
      shape.push(s);
      moves.push(x, y, z);
    }
    start[v + 1] = shape.length;
  }
  const fresh: ShapeSpace = {
    template,
    frame: bodyFrame(template),
    parameters: shapes.map(({ name, min, max }) => ({
      name,
      min,
      max,
      sigma: SIGMA[name] ?? (max - min) / 6,
    })),
    base: measureBody(template, template.positions),
    start,
    shape: Uint8Array.from(shape),
    moves: Float32Array.from(moves),
    mirror: mirrorOf(
      template.positions,
      template.triangles,
      shapes.map(({ displacements }) => displacements),
    ),
  };
  spaces.set(template, fresh);
  return fresh;
}

/**
 * Vertices at these coefficients, metres. `correction` is added where given.
 * @param only which vertices; the others stay where the base body has them. All when left out.
 */
export function positionsAt(
  space: ShapeSpace,
  coefficients: Float64Array,
  correction?: Float64Array,
  only?: Uint32Array,
): Float64Array {
  const positions = Float64Array.from(space.template.positions);
  const count = only ? only.length : space.template.vertexCount;
  for (let i = 0; i < count; i++) {
    const v = only ? (only[i] as number) : i;
    moveVertex(space, coefficients, positions, v);
    if (!correction) continue;
    for (let c = v * 3; c < v * 3 + 3; c++)
      positions[c] = (positions[c] as number) + (correction[c] as number);
  }
  return positions;
}

/** Adds the shapes' displacements to one vertex. */
export function moveVertex(
  { start, shape, moves }: ShapeSpace,
  coefficients: Float64Array,
  positions: Float64Array,
  vertex: number,
): void {
  let x = positions[vertex * 3] as number;
  let y = positions[vertex * 3 + 1] as number;
  let z = positions[vertex * 3 + 2] as number;
  const end = start[vertex + 1] as number;
  for (let e = start[vertex] as number; e < end; e++) {
    const c = coefficients[shape[e] as number] as number;
    x += c * (moves[e * 3] as number);
    y += c * (moves[e * 3 + 1] as number);
    z += c * (moves[e * 3 + 2] as number);
  }
  positions[vertex * 3] = x;
  positions[vertex * 3 + 1] = y;
  positions[vertex * 3 + 2] = z;
}

/** Adds to a gradient by shape coefficients what a pull (gx, gy, gz) on one vertex contributes. */
export function pullVertex(
  { start, shape, moves }: ShapeSpace,
  byShape: Float64Array,
  vertex: number,
  gx: number,
  gy: number,
  gz: number,
): void {
  const end = start[vertex + 1] as number;
  for (let e = start[vertex] as number; e < end; e++) {
    const s = shape[e] as number;
    byShape[s] =
      (byShape[s] as number) +
      gx * (moves[e * 3] as number) +
      gy * (moves[e * 3 + 1] as number) +
      gz * (moves[e * 3 + 2] as number);
  }
}
