import type { MeasurementKey } from '../measurements/definitions.ts';
import type { BodyKey } from '../measurements/population.ts';
import type { Positions } from '../mesh/triangle-mesh.ts';
import type { Vec3 } from '../mesh/vec3.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type BodyFrame, bodyFrame } from './body-frame.ts';
import { cornerPlace, pointOf } from './girth.ts';
import { placeOf } from './locate.ts';
import type { Surface } from './loop.ts';
import { MESH_KEYS, RECIPES, type Recipe } from './recipes.ts';
import { type Cuts, takeMeasure } from './take.ts';
import type { Trace } from './trace.ts';

/** One measure of a body. */
export interface MeasuredValue {
  /** What a tape shows: for girths the hull, otherwise the length itself. Centimetres. */
  cm: number;
  /** Along the skin, into every hollow; the same as `cm` where there is no hollow to bridge. Centimetres. */
  raw: number;
  /** The line of the tape for drawing: xyz in metres, closed for girths. */
  line: Float64Array;
  closed: boolean;
}

/** Every measure the mesh answers: all of the fifteen, and what else has a recipe. */
export type MeasuredBody = Readonly<
  Record<MeasurementKey, MeasuredValue> & Partial<Record<BodyKey, MeasuredValue>>
>;

/**
 * Measures a shape of a template. Only the full mesh in its A-pose gives true values: a mesh of fewer
 * triangles has other girths.
 * @param positions metres, the template's vertices in this shape
 * @param keys which to take; all that have a recipe when left out
 * @throws {BodyError} `invalid_mesh` when a plane finds no surface, `invalid_template` when a landmark is missing
 */
export function measureBody(
  template: BodyTemplate,
  positions: Positions,
  keys: readonly BodyKey[] = MESH_KEYS,
): MeasuredBody {
  return measureFrame(bodyFrame(template), positions, keys);
}

/** The same of any body of which there is a frame. */
export function measureFrame(
  frame: BodyFrame,
  positions: Positions,
  keys: readonly BodyKey[] = MESH_KEYS,
): MeasuredBody {
  const { triangles, neighbours } = frame;
  const surface: Surface = { positions, triangles, neighbours };
  const cuts: Cuts = new Map();
  const measured: Partial<Record<BodyKey, MeasuredValue>> = {};
  for (const key of keys) {
    const recipe = RECIPES[key];
    if (recipe) measured[key] = asMeasured(surface, takeMeasure(surface, frame, recipe as Recipe, cuts));
  }
  return measured as MeasuredBody;
}

function asMeasured(surface: Surface, trace: Trace): MeasuredValue {
  const raw = trace.kind === 'loop' ? trace.raw : trace.value;
  return {
    cm: trace.value * 100,
    raw: raw * 100,
    line: Float64Array.from(lineOf(surface, trace).flat()),
    closed: trace.kind === 'loop',
  };
}

function lineOf(surface: Surface, trace: Trace): Vec3[] {
  switch (trace.kind) {
    case 'loop':
      return trace.corners.map((corner) => cornerPlace(trace.loop, corner));
    case 'breadth':
      return trace.ends.map((point) => pointOf(trace.loop, point));
    case 'line':
      return [...trace.places];
    case 'skin':
      return [
        placeOf(surface, trace.from),
        ...trace.between.map((point) => pointOf(trace.loop, point)),
        placeOf(surface, trace.to),
      ];
  }
}
