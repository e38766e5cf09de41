import { type BodyFrame, bodyFrame } from '../measure/body-frame.ts';
import { WEIGHT_SHAPES, weightCoefficients } from '../template/names.ts';
import type { BodyTemplate } from '../template/template.ts';

/** One number that the solver may turn. */
export interface Parameter {
  /** The shape's name, or `weight` for the axis slim … heavy … obese. */
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
  parameters: readonly Parameter[];
  shapeNames: readonly string[];
  /** Entries of vertex v are start[v] … start[v + 1]. */
  start: Uint32Array;
  shape: Uint8Array;
  /** xyz an entry, metres for a coefficient of 1. */
  moves: Float32Array;
}

const spaces = new WeakMap<BodyTemplate, ShapeSpace>();

/** Less than a hundredth of a millimetre at full coefficient does not count. */
const NEGLIGIBLE = 1e-5;

/** The shape space of a template, made once. */
export function shapeSpace(template: BodyTemplate): ShapeSpace {
  const known = spaces.get(template);
  if (known) return known;
  const { shapes, vertexCount } = template;
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
    parameters: parametersOf(template),
    shapeNames: shapes.map((one) => one.name),
    start,
    shape: Uint8Array.from(shape),
    moves: Float32Array.from(moves),
  };
  spaces.set(template, fresh);
  return fresh;
}

function parametersOf({ shapes }: BodyTemplate): Parameter[] {
  const named = new Map(shapes.map((shape) => [shape.name, shape]));
  const isWeight = (name: string) => (WEIGHT_SHAPES as readonly string[]).includes(name);
  const plain = shapes
    .filter((shape) => !isWeight(shape.name))
    .map(({ name, min, max }) => ({ name, min, max, sigma: (max - min) / 6 }));
  if (!WEIGHT_SHAPES.every((name) => named.has(name))) return plain;
  const least = -(named.get('slim')?.max ?? 1);
  const most = 1 + (named.get('obese')?.max ?? 1);
  return [{ name: 'weight', min: least, max: most, sigma: 0.5 }, ...plain];
}

/** The coefficient of each shape (in the template's order) at these parameters. */
export function coefficientsOf(space: ShapeSpace, values: Float64Array): Float64Array {
  const coefficients = new Float64Array(space.shapeNames.length);
  space.parameters.forEach(({ name }, p) => {
    const value = values[p] as number;
    if (name !== 'weight') coefficients[space.shapeNames.indexOf(name)] = value;
    else {
      for (const [shape, coefficient] of Object.entries(weightCoefficients(value))) {
        coefficients[space.shapeNames.indexOf(shape)] = coefficient;
      }
    }
  });
  return coefficients;
}

/**
 * Turns a gradient by shape coefficients into one by parameters, at these parameter values. The weight axis
 * has corners; on a corner the slope of the heavier side counts.
 */
export function toParameters(space: ShapeSpace, values: Float64Array, byShape: Float64Array): Float64Array {
  const byParameter = new Float64Array(space.parameters.length);
  space.parameters.forEach(({ name }, p) => {
    if (name !== 'weight') {
      byParameter[p] = byShape[space.shapeNames.indexOf(name)] as number;
      return;
    }
    const weight = values[p] as number;
    const [active, sign] = weight < 0 ? ['slim', -1] : weight < 1 ? ['heavy', 1] : ['obese', 1];
    byParameter[p] = (sign as number) * (byShape[space.shapeNames.indexOf(active as string)] as number);
  });
  return byParameter;
}

/** All vertices at these coefficients, metres. `correction` is added where given. */
export function positionsAt(
  space: ShapeSpace,
  coefficients: Float64Array,
  correction?: Float64Array,
): Float64Array {
  const positions = Float64Array.from(space.template.positions);
  for (let v = 0; v < space.template.vertexCount; v++) {
    moveVertex(space, coefficients, positions, v);
    if (!correction) continue;
    for (let i = v * 3; i < v * 3 + 3; i++)
      positions[i] = (positions[i] as number) + (correction[i] as number);
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
