import type { TypedArray } from '@gltf-transform/core';
import { BodyError } from '../errors.ts';
import { byteWeights } from '../mesh/even-skin.ts';
import { vertexNormals } from '../mesh/normals.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type Customization, linearColours, vertexColours } from './appearance.ts';
import { type Cube, quantiseMoves, quantisePlaces } from './quantise.ts';
import { gather, type RenderPlan } from './render-plan.ts';

/** One attribute of every drawn vertex. */
export interface VertexData {
  /** As glTF names it. */
  name: string;
  type: 'VEC2' | 'VEC3' | 'VEC4';
  array: TypedArray;
  normalized: boolean;
}

/** What a viewer draws, as plain arrays. Those that are the same for all bodies of a plan are the same objects. */
export interface DrawnMesh {
  indices: Uint16Array | Uint32Array;
  attributes: readonly VertexData[];
  /** Displacements of each morph target. */
  targets: readonly (VertexData & { target: string })[];
}

/**
 * Gathers what a viewer draws.
 * @param positions of the template's vertices in the exported pose, metres
 * @param places the same for the drawn vertices
 * @param cube where positions are to be whole numbers
 * @throws {BodyError} `invalid_template` for a morph target the template does not have
 */
export function drawnMesh(
  template: BodyTemplate,
  plan: RenderPlan,
  positions: Float32Array,
  places: Float32Array,
  cube: Cube | undefined,
  customization: Customization | undefined,
  morphTargets: readonly string[],
): DrawnMesh {
  const normals = gather(vertexNormals({ positions, triangles: template.triangles }), plan.source, 3);
  const { bones, parts, weights } = plan.skin;
  const data = (
    name: string,
    type: VertexData['type'],
    array: TypedArray,
    normalized = false,
  ): VertexData => ({ name, type, array, normalized });
  return {
    indices: plan.indices,
    attributes: [
      cube ? data('POSITION', 'VEC3', quantisePlaces(places, cube), true) : data('POSITION', 'VEC3', places),
      data('NORMAL', 'VEC3', normals),
      data('TEXCOORD_0', 'VEC2', plan.uvs),
      data('COLOR_0', 'VEC4', coloursOf(template, plan, customization), true),
      data('JOINTS_0', 'VEC4', bones),
      cube ? data('WEIGHTS_0', 'VEC4', weights) : data('WEIGHTS_0', 'VEC4', byteWeights(parts), true),
    ],
    targets: morphTargets.map((target) => {
      const moves = gather(shapeNamed(template, target), plan.source, 3);
      const array = cube ? quantiseMoves(moves, cube) : moves;
      return { ...data('POSITION', 'VEC3', array, cube !== undefined), target };
    }),
  };
}

const painted = new WeakMap<RenderPlan, { key: string; colours: Uint8Array }>();

/** The colours chosen last are kept: most bodies wear the same. */
function coloursOf(
  template: BodyTemplate,
  plan: RenderPlan,
  customization: Customization | undefined,
): Uint8Array {
  const key = JSON.stringify(customization ?? {});
  const known = painted.get(plan);
  if (known?.key === key) return known.colours;
  const colours = linearColours(vertexColours(template, customization), plan.source);
  painted.set(plan, { key, colours });
  return colours;
}

function shapeNamed(template: BodyTemplate, name: string): Float32Array {
  const shape = template.shapes.find((candidate) => candidate.name === name);
  if (!shape) throw new BodyError('invalid_template', `The template has no shape ${name}.`);
  return shape.displacements;
}
