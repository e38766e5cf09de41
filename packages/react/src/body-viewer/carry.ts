import { Matrix4, type SkinnedMesh, Vector3 } from 'three';

/** Takes points of the resting body, xyz in metres, to where the posed skin has them. */
export type Carry = (points: Float32Array) => Float32Array;

/** A model as it lies in its file: metres, and the way back to the file's whole numbers. */
export interface Rest {
  places: Float32Array;
  toFile: Matrix4;
}

/** To be called while the model is at rest. */
export function restOf(mesh: SkinnedMesh): Rest {
  mesh.updateWorldMatrix(true, false);
  const { bones, boneInverses } = mesh.skeleton;
  bones[0]?.updateWorldMatrix(true, true);
  // at rest every bone puts a vertex at the same place: this takes the file's whole numbers to metres
  const toMetres = new Matrix4();
  if (bones[0] && boneInverses[0]) toMetres.multiplyMatrices(bones[0].matrixWorld, boneInverses[0]);
  const stored = mesh.geometry.getAttribute('position');
  const places = new Float32Array(stored.count * 3);
  const at = new Vector3();
  for (let v = 0; v < stored.count; v++) {
    at.fromBufferAttribute(stored, v)
      .applyMatrix4(toMetres)
      .toArray(places, v * 3);
  }
  return { places, toFile: toMetres.invert() };
}

/** Ties points to the skin of a model; the answer is for the pose that it has when it is asked. */
export function carrierOf(mesh: SkinnedMesh, { places, toFile }: Rest): Carry {
  const at = new Vector3();
  return (points) => {
    mesh.skeleton.update();
    const out = new Float32Array(points.length);
    for (let i = 0; i < points.length; i += 3) {
      const vertex = nearest(places, points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0);
      at.fromArray(points, i);
      // what stands beside the body stays there
      if (vertex < 0) {
        at.toArray(out, i);
        continue;
      }
      at.applyMatrix4(toFile);
      mesh.applyBoneTransform(vertex, at);
      at.applyMatrix4(mesh.matrixWorld).toArray(out, i);
    }
    return out;
  };
}

/** Lines bridge hollows, and bones lie inside; further off than this, metres, a point is none of the body's. */
const FAR = 0.12;

/** The vertex next to a place; −1 when it is far from all. */
function nearest(places: Float32Array, x: number, y: number, z: number): number {
  let best = FAR * FAR;
  let found = -1;
  for (let i = 0; i < places.length; i += 3) {
    const dx = (places[i] as number) - x;
    const dy = (places[i + 1] as number) - y;
    const dz = (places[i + 2] as number) - z;
    const squared = dx * dx + dy * dy + dz * dz;
    if (squared < best) [best, found] = [squared, i / 3];
  }
  return found;
}
