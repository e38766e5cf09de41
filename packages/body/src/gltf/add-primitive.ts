import type { Accessor, Document, Primitive, TypedArray } from '@gltf-transform/core';
import type { DrawnMesh, VertexData } from './drawn-mesh.ts';

/** Enters what is drawn into a primitive of the document, as accessors. */
export function addPrimitive(document: Document, primitive: Primitive, drawn: DrawnMesh): void {
  const [buffer] = document.getRoot().listBuffers();
  const add = (type: VertexData['type'] | 'SCALAR', array: TypedArray, normalized: boolean): Accessor =>
    document
      .createAccessor()
      .setType(type)
      .setArray(array)
      .setNormalized(normalized)
      .setBuffer(buffer ?? null);
  primitive.setIndices(add('SCALAR', drawn.indices, false));
  for (const { name, type, array, normalized } of drawn.attributes) {
    primitive.setAttribute(name, add(type, array, normalized));
  }
  for (const { target, name, type, array, normalized } of drawn.targets) {
    const moves = document.createPrimitiveTarget(target);
    primitive.addTarget(moves.setAttribute(name, add(type, array, normalized)));
  }
}
