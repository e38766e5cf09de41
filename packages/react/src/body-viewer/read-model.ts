import { type Object3D, type SkinnedMesh, Vector3 } from 'three';
import type { Rest } from './carry.ts';
import type { ViewedModel } from './source.ts';

/** Takes out of a model at rest what measuring needs; undefined when it is no body of ours, or not in the A-pose. */
export function readModel(scene: Object3D, mesh: SkinnedMesh, { places }: Rest): ViewedModel | undefined {
  const { body } = scene.userData as {
    body?: { lod?: number; pose?: string; landmarks?: ViewedModel['landmarks'] };
  };
  const { index, attributes } = mesh.geometry;
  const { skinIndex, skinWeight } = attributes;
  if (!body?.landmarks || body.pose !== 'a' || !index || !skinIndex || !skinWeight) return undefined;
  const { bones } = mesh.skeleton;
  const four = (attribute: typeof skinIndex): number[] =>
    Array.from({ length: attribute.count * 4 }, (_, i) => attribute.getComponent(i >> 2, i & 3));
  return {
    lod: body.lod ?? 0,
    positions: places.slice(),
    triangles: Uint32Array.from(index.array),
    bones: bones.map((bone) => ({
      name: bone.name.replace(/^mixamorig:?/, ''),
      parent: bones.indexOf(bone.parent as (typeof bones)[number]),
      at: bone.getWorldPosition(new Vector3()).toArray(),
    })),
    skinIndices: Uint8Array.from(four(skinIndex)),
    skinWeights: Float32Array.from(four(skinWeight)),
    landmarks: body.landmarks,
  };
}
