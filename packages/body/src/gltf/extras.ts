import type { Document, Node } from '@gltf-transform/core';
import type { Lod } from '../mesh/lod.ts';
import { surfacePosition } from '../mesh/surface-point.ts';
import type { BodyTemplate } from '../template/template.ts';

/** A measurement as the file carries it. */
export interface ExportedMeasurement {
  cm: number;
  sigma: number;
  definition: string;
  /** `measured`, `declared`, `photo` or `inferred`. */
  source: string;
}

/** Which node is which bone of a person, in the shape of VRMC_vrm's humanoid. */
export function humanoidMap(document: Document, template: BodyTemplate, nodes: readonly Node[]) {
  const order = document.getRoot().listNodes();
  const humanBones: Record<string, { node: number }> = {};
  template.bones.forEach((bone, b) => {
    if (bone.humanoid) humanBones[bone.humanoid] = { node: order.indexOf(nodes[b] as Node) };
  });
  return { humanBones };
}

/** Landmarks (metres, in the exported pose) and measurements. */
export function bodyExtras(
  template: BodyTemplate,
  positions: Float32Array,
  pose: 'a' | 't',
  lod: Lod,
  measurements: Readonly<Record<string, ExportedMeasurement>>,
) {
  const mesh = { positions, triangles: template.triangles };
  const landmarks = Object.fromEntries(
    Object.entries(template.landmarks).map(([name, point]) => [
      name,
      surfacePosition(mesh, point).map((value) => Number(value.toFixed(5))),
    ]),
  );
  return { template: template.version, pose, lod, unit: 'cm', landmarks, measurements };
}
