/**
 * Opens a body file as a stranger would: parses the GLB, lets the skin put each vertex where its bones say, and
 * welds what the texture atlas cut apart. Shares no code with packages/body.
 */
import { type Node, WebIO } from '@gltf-transform/core';
import {
  EXTMeshoptCompression,
  KHRDracoMeshCompression,
  KHRMeshQuantization,
} from '@gltf-transform/extensions';
import draco from 'draco3dgltf';
import { MeshoptDecoder } from 'meshoptimizer';

export interface OpenedBody {
  /** Welded vertices, metres. */
  points: readonly (readonly [number, number, number])[];
  /** Corners of each triangle, as welded vertices. */
  faces: readonly (readonly [number, number, number])[];
  /** For each welded vertex, the share of its weight that hangs on an arm. */
  armShare: readonly number[];
  /** World place of each bone by its name without prefix. */
  joints: ReadonlyMap<string, readonly [number, number, number]>;
  landmarks: ReadonlyMap<string, readonly [number, number, number]>;
  measurements: Readonly<Record<string, { cm: number; sigma: number; definition: string; source: string }>>;
  humanoid: Readonly<Record<string, { node: number }>>;
  /** Vertices as stored, before welding. */
  storedVertices: number;
  targetNames: readonly string[];
}

/** Reads a GLB of any of the three compressions. Throws when it is not a body of ours. */
export async function openBody(glb: Uint8Array): Promise<OpenedBody> {
  await MeshoptDecoder.ready;
  const io = new WebIO()
    .registerExtensions([EXTMeshoptCompression, KHRDracoMeshCompression, KHRMeshQuantization])
    .registerDependencies({
      'meshopt.decoder': MeshoptDecoder,
      'draco3d.decoder': await draco.createDecoderModule(),
    });
  const document = await io.readBinary(glb);
  const root = document.getRoot();
  const scene = root.getDefaultScene() ?? root.listScenes()[0];
  const holder = root.listNodes().find((node) => node.getMesh() && node.getSkin());
  const mesh = holder?.getMesh();
  const skin = holder?.getSkin();
  const primitive = mesh?.listPrimitives()[0];
  if (!scene || !mesh || !skin || !primitive) throw new Error('No skinned body in this file.');

  const bones = skin.listJoints();
  const inverse = skin.getInverseBindMatrices();
  const bind = bones.map((bone, i) =>
    multiply(bone.getWorldMatrix(), inverse?.getElement(i, [] as number[]) ?? []),
  );
  const names = bones.map(plainName);
  const onArm = bones.map((bone) => isArm(bone));
  const position = primitive.getAttribute('POSITION');
  const influence = primitive.getAttribute('JOINTS_0');
  const weight = primitive.getAttribute('WEIGHTS_0');
  const indices = primitive.getIndices()?.getArray();
  if (!position || !influence || !weight || !indices) throw new Error('The body lacks an attribute.');

  const welded = new Map<string, number>();
  const points: [number, number, number][] = [];
  const armShare: number[] = [];
  const toWelded: number[] = [];
  for (let v = 0; v < position.getCount(); v++) {
    const stored = position.getElement(v, [] as number[]);
    const key = stored.join(' ');
    const seen = welded.get(key);
    if (seen !== undefined) {
      toWelded.push(seen);
      continue;
    }
    const weights = weight.getElement(v, [] as number[]);
    const bound = influence.getElement(v, [] as number[]);
    const total = weights.reduce((a, b) => a + b, 0);
    const place: [number, number, number] = [0, 0, 0];
    let arm = 0;
    weights.forEach((w, k) => {
      const m = bind[bound[k] as number] as number[];
      for (let c = 0; c < 3; c++) {
        const at = (column: number) => m[column * 4 + c] as number;
        const [x, y, z] = stored as [number, number, number];
        place[c] = (place[c] as number) + (w / total) * (at(0) * x + at(1) * y + at(2) * z + at(3));
      }
      if (onArm[bound[k] as number]) arm += w / total;
    });
    welded.set(key, points.length);
    toWelded.push(points.length);
    points.push(place);
    armShare.push(arm);
  }
  const faces: [number, number, number][] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((k) => toWelded[indices[i + k] as number] as number) as [
      number,
      number,
      number,
    ];
    if (a !== b && b !== c && c !== a) faces.push([a, b, c]);
  }
  const extras = scene.getExtras() as {
    humanoid: { humanBones: Record<string, { node: number }> };
    body: { landmarks: Record<string, [number, number, number]>; measurements: OpenedBody['measurements'] };
  };
  return {
    points,
    faces,
    armShare,
    joints: new Map(
      bones.map((bone, i) => [names[i] as string, bone.getWorldTranslation() as [number, number, number]]),
    ),
    landmarks: new Map(Object.entries(extras.body.landmarks)),
    measurements: extras.body.measurements,
    humanoid: extras.humanoid.humanBones,
    storedVertices: position.getCount(),
    targetNames: ((mesh.getExtras() as { targetNames?: string[] }).targetNames ?? []) as string[],
  };
}

function plainName(bone: Node): string {
  return bone.getName().split(':').pop() ?? '';
}

function isArm(bone: Node): boolean {
  for (let node: Node | null = bone; node; node = node.getParentNode()) {
    if (/^(Left|Right)Arm$/.test(plainName(node))) return true;
  }
  return false;
}

/** Column by column, as glTF stores them. */
function multiply(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 16 }, (_, i) => {
    const [column, row] = [Math.floor(i / 4), i % 4];
    return [0, 1, 2, 3].reduce(
      (sum, k) => sum + (a[k * 4 + row] as number) * (b[column * 4 + k] as number),
      0,
    );
  });
}
