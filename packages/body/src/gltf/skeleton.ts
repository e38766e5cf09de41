import type { Document, Node, Skin } from '@gltf-transform/core';
import type { BodyTemplate } from '../template/template.ts';
import type { Cube } from './quantise.ts';

/** The bones as nodes, and the skin that binds the mesh to them. */
export interface Skeleton {
  root: Node;
  nodes: readonly Node[];
  skin: Skin;
}

/**
 * Builds the skeleton at these joints. Bones carry no rotation of their own: every node's axes are the body's.
 * @param joints xyz each, metres
 * @param cube where positions are quantised; its scale and place go into the inverse bind matrices
 */
export function buildSkeleton(
  document: Document,
  template: BodyTemplate,
  joints: Float64Array,
  prefix: string,
  cube?: Cube,
): Skeleton {
  const skin = document.createSkin('Body');
  const nodes = template.bones.map((bone, b) => {
    const node = document.createNode(prefix + bone.name);
    // To the micrometre: more digits are only longer.
    const offset = [0, 1, 2].map((axis) => {
      const parent = bone.parent >= 0 ? (joints[bone.parent * 3 + axis] as number) : 0;
      return Number(((joints[b * 3 + axis] as number) - parent).toFixed(6));
    });
    node.setTranslation(offset as [number, number, number]);
    skin.addJoint(node);
    return node;
  });
  template.bones.forEach((bone, b) => {
    if (bone.parent >= 0) nodes[bone.parent]?.addChild(nodes[b] as Node);
  });
  const root = nodes[0] as Node;
  skin.setSkeleton(root).setInverseBindMatrices(
    document
      .createAccessor('InverseBindMatrices')
      .setType('MAT4')
      .setArray(inverseBindMatrices(joints, cube))
      .setBuffer(document.getRoot().listBuffers()[0] ?? document.createBuffer()),
  );
  return { root, nodes, skin };
}

function inverseBindMatrices(joints: Float64Array, cube?: Cube): Float32Array {
  const scale = cube?.scale ?? 1;
  const centre = cube?.centre ?? [0, 0, 0];
  const matrices = new Float32Array((joints.length / 3) * 16);
  for (let b = 0; b < joints.length / 3; b++) {
    const m = matrices.subarray(b * 16, b * 16 + 16);
    m[0] = m[5] = m[10] = scale;
    for (let axis = 0; axis < 3; axis++)
      m[12 + axis] = (centre[axis] as number) - (joints[b * 3 + axis] as number);
    m[15] = 1;
  }
  return matrices;
}
