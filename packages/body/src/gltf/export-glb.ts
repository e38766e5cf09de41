import { Document } from '@gltf-transform/core';
import type { Lod } from '../mesh/lod.ts';
import { jointsOf, poseBody } from '../mesh/pose.ts';
import { poseNamed } from '../mesh/poses.ts';
import type { Positions } from '../mesh/triangle-mesh.ts';
import type { BodyTemplate } from '../template/template.ts';
import { addPrimitive } from './add-primitive.ts';
import type { Customization } from './appearance.ts';
import { drawnMesh } from './drawn-mesh.ts';
import { bodyExtras, type ExportedMeasurement, humanoidMap } from './extras.ts';
import { cubeRound } from './quantise.ts';
import { gather, renderPlan } from './render-plan.ts';
import { buildSkeleton } from './skeleton.ts';
import { type Compression, writeDraco, writePlain } from './write-glb.ts';
import { writeMeshopt } from './write-meshopt.ts';

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
  const drawn = drawnMesh(template, plan, positions, places, cube, request.customization, morphTargets);
  const material = document
    .createMaterial('Skin')
    .setMetallicFactor(0)
    .setRoughnessFactor(0.62)
    .setBaseColorFactor([1, 1, 1, 1]);
  const primitive = document.createPrimitive().setMaterial(material);
  const mesh = document.createMesh('Body').addPrimitive(primitive);
  if (morphTargets.length > 0) {
    mesh.setWeights(morphTargets.map(() => 0)).setExtras({ targetNames: [...morphTargets] });
  }
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
  if (compression === 'meshopt') return writeMeshopt(document, drawn);
  addPrimitive(document, primitive, drawn);
  return compression === 'draco' ? writeDraco(document, morphTargets.length > 0) : writePlain(document);
}
