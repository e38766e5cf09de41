import { type Accessor, Document, type TypedArray } from '@gltf-transform/core';
import { BodyError } from '../errors.ts';
import { byteWeights, WEIGHT_PARTS } from '../mesh/even-skin.ts';
import type { Lod } from '../mesh/lod.ts';
import { vertexNormals } from '../mesh/normals.ts';
import { jointsOf, poseBody } from '../mesh/pose.ts';
import { poseNamed } from '../mesh/poses.ts';
import type { Positions } from '../mesh/triangle-mesh.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type Customization, linearColours, vertexColours } from './appearance.ts';
import { bodyExtras, type ExportedMeasurement, humanoidMap } from './extras.ts';
import { type Cube, cubeRound, quantiseMoves, quantisePlaces } from './quantise.ts';
import { gather, type RenderPlan, renderPlan } from './render-plan.ts';
import { buildSkeleton } from './skeleton.ts';
import { type Compression, writeGlb } from './write-glb.ts';

export interface ExportRequest {
  template: BodyTemplate;
  /** xyz of each template vertex in the A-pose, metres. */
  positions: Positions;
  /** Default 0, the full mesh; only that one measures true. */
  lod?: Lod;
  /** Default `a`. In `t` the arms are stretched out; the skin is bound in that pose. */
  pose?: 'a' | 't';
  /** Default `meshopt`. */
  compression?: Compression;
  customization?: Customization;
  /** Shapes of the template to add as morph targets, at coefficient 1 each. Default none. */
  morphTargets?: readonly string[];
  /** Goes into the extras, with definition, sigma and source. */
  measurements?: Readonly<Record<string, ExportedMeasurement>>;
  /** Of the scene. */
  name?: string;
  /** Before each bone's name; `mixamorig:` when left out, so that Mixamo clips find their bones. */
  bonePrefix?: string;
}

/**
 * A body as one GLB: metres, y up, facing +z, soles at y = 0, one closed skin on 52 bones, at most four
 * influences a vertex. Landmarks, measurements and the humanoid map are in the extras of the scene.
 * @throws {BodyError} `invalid_template` for a morph target the template does not have
 */
export async function exportGlb(request: ExportRequest): Promise<Uint8Array> {
  const { template, lod = 0, compression = 'meshopt', morphTargets = [] } = request;
  const plan = await renderPlan(template, lod);
  const { positions, joints } =
    request.pose === 't'
      ? poseBody(template, request.positions, poseNamed(template, request.positions, 't'))
      : { positions: Float32Array.from(request.positions), joints: jointsOf(template, request.positions) };
  const document = new Document();
  document.createBuffer();
  document.getRoot().getAsset().generator = 'Likeness';
  const places = gather(positions, plan.source, 3);
  const cube = compression === 'meshopt' ? cubeRound(places) : undefined;
  const skeleton = buildSkeleton(document, template, joints, request.bonePrefix ?? 'mixamorig:', cube);
  const mesh = buildMesh(document, request, plan, positions, places, cube, morphTargets);
  const body = document.createNode('Body').setMesh(mesh).setSkin(skeleton.skin);
  const scene = document
    .createScene(request.name ?? 'Body')
    .addChild(skeleton.root)
    .addChild(body);
  document.getRoot().setDefaultScene(scene);
  scene.setExtras({
    humanoid: humanoidMap(document, template, skeleton.nodes),
    body: bodyExtras(template, positions, request.pose ?? 'a', lod, request.measurements ?? {}),
  });
  return writeGlb(document, compression, morphTargets.length > 0);
}

function buildMesh(
  document: Document,
  request: ExportRequest,
  plan: RenderPlan,
  positions: Float32Array,
  places: Float32Array,
  cube: Cube | undefined,
  morphTargets: readonly string[],
) {
  const { template, customization } = request;
  const normals = gather(vertexNormals({ positions, triangles: template.triangles }), plan.source, 3);
  const weights = Float32Array.from(plan.skin.parts, (parts) => parts / WEIGHT_PARTS);
  const colours = linearColours(vertexColours(template, customization), plan.source);
  const small = places.length / 3 <= 65535;
  const indices = small ? Uint16Array.from(plan.triangles) : plan.triangles;
  const add = (type: 'SCALAR' | 'VEC2' | 'VEC3' | 'VEC4', array: TypedArray, normalized = false): Accessor =>
    document
      .createAccessor()
      .setType(type)
      .setArray(array)
      .setNormalized(normalized)
      .setBuffer(document.getRoot().listBuffers()[0] ?? null);
  const material = document
    .createMaterial('Skin')
    .setMetallicFactor(0)
    .setRoughnessFactor(0.62)
    .setBaseColorFactor([1, 1, 1, 1]);
  const primitive = document
    .createPrimitive()
    .setMaterial(material)
    .setIndices(add('SCALAR', indices))
    .setAttribute('POSITION', cube ? add('VEC3', quantisePlaces(places, cube), true) : add('VEC3', places))
    .setAttribute('NORMAL', add('VEC3', normals))
    .setAttribute('TEXCOORD_0', add('VEC2', plan.uvs))
    .setAttribute('COLOR_0', add('VEC4', colours, true))
    .setAttribute('JOINTS_0', add('VEC4', plan.skin.bones))
    .setAttribute('WEIGHTS_0', cube ? add('VEC4', weights) : add('VEC4', byteWeights(plan.skin.parts), true));
  for (const name of morphTargets) {
    const moves = gather(shapeNamed(template, name), plan.source, 3);
    const accessor = cube ? add('VEC3', quantiseMoves(moves, cube), true) : add('VEC3', moves);
    primitive.addTarget(document.createPrimitiveTarget(name).setAttribute('POSITION', accessor));
  }
  const mesh = document.createMesh('Body').addPrimitive(primitive);
  if (morphTargets.length > 0) {
    mesh.setWeights(morphTargets.map(() => 0)).setExtras({ targetNames: [...morphTargets] });
  }
  return mesh;
}

function shapeNamed(template: BodyTemplate, name: string): Float32Array {
  const shape = template.shapes.find((candidate) => candidate.name === name);
  if (!shape) throw new BodyError('invalid_template', `The template has no shape ${name}.`);
  return shape.displacements;
}
