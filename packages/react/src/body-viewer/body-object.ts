import {
  type Bone,
  BufferAttribute,
  BufferGeometry,
  Color,
  Group,
  type Material,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Object3D,
  SkinnedMesh,
} from 'three';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { MeshSource } from './source.ts';

/** A body on the stage. */
export interface BodyObject {
  root: Object3D;
  mesh: Mesh;
  /** By Mixamo name without prefix; none where the source is a bare mesh. */
  bones: ReadonlyMap<string, Bone>;
  setWireframe(on: boolean): void;
  dispose(): void;
}

/** Reads a file of the server. @throws Error when it holds no body */
export async function openGlb(bytes: ArrayBuffer): Promise<BodyObject> {
  const loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  const { scene } = await loader.parseAsync(bytes, '');
  let mesh: Mesh | undefined;
  const bones = new Map<string, Bone>();
  scene.traverse((object) => {
    if (object instanceof Mesh) mesh ??= object;
    // the loader takes the colon out of `mixamorig:Hips`
    if ('isBone' in object) bones.set(object.name.replace(/^mixamorig:?/, ''), object as Bone);
  });
  if (!mesh) throw new Error('There is no body in this file.');
  return bodyObject(scene, mesh, bones, [mesh.material].flat());
}

/** Of bare bodies. One for all of a stage: with its last user a shader goes, and is compiled anew for the next one. */
export const createSkin = (): MeshStandardMaterial =>
  new MeshStandardMaterial({ roughness: 0.62, metalness: 0 });

/** Puts bare numbers on the stage. */
export function bareBody(source: MeshSource, skin: MeshStandardMaterial): BodyObject {
  const geometry = new BufferGeometry();
  geometry.setIndex(new BufferAttribute(source.triangles, 1));
  const mesh = new Mesh(geometry, skin);
  const root = new Group().add(mesh);
  reshape(mesh, source);
  return bodyObject(root, mesh, new Map(), []);
}

/** Whether a body on the stage can take this shape without being built anew. */
export function fits({ mesh, bones }: BodyObject, { triangles, positions }: MeshSource): boolean {
  const { index, attributes } = mesh.geometry;
  return (
    bones.size === 0 && index?.array === triangles && attributes.position?.array.length === positions.length
  );
}

/** Moves the vertices of a bare body. */
export function reshape(mesh: Mesh, { positions, normals, colours }: MeshSource): void {
  const { geometry, material } = mesh;
  fill(geometry, 'position', positions);
  if (normals) fill(geometry, 'normal', normals);
  else geometry.computeVertexNormals();
  if (colours && geometry.userData.colours !== colours) {
    geometry.userData.colours = colours;
    fill(geometry, 'color', linear(colours));
  }
  wear(material as MeshStandardMaterial, geometry.hasAttribute('color'));
}

function wear(skin: MeshStandardMaterial, coloured: boolean): void {
  if (skin.vertexColors === coloured) return;
  skin.vertexColors = coloured;
  skin.needsUpdate = true;
}

function fill(geometry: BufferGeometry, name: string, values: Float32Array): void {
  const known = geometry.getAttribute(name);
  if (known instanceof BufferAttribute && known.array.length === values.length) {
    known.array.set(values);
    known.needsUpdate = true;
  } else {
    geometry.setAttribute(name, new BufferAttribute(values.slice(), 3));
  }
}

function linear(colours: Uint8Array): Float32Array {
  const colour = new Color();
  const out = new Float32Array(colours.length);
  for (let i = 0; i < colours.length; i += 3) {
    colour.setRGB((colours[i] ?? 0) / 255, (colours[i + 1] ?? 0) / 255, (colours[i + 2] ?? 0) / 255, 'srgb');
    colour.toArray(out, i);
  }
  return out;
}

/** @param own materials that go with the body */
function bodyObject(
  root: Object3D,
  mesh: Mesh,
  bones: ReadonlyMap<string, Bone>,
  own: readonly Material[],
): BodyObject {
  mesh.frustumCulled = false;
  let wires: Mesh | undefined;
  return {
    root,
    mesh,
    bones,
    setWireframe(on) {
      if (on && !wires) {
        wires = wiresOf(mesh);
        mesh.parent?.add(wires);
      }
      if (wires) wires.visible = on;
    },
    dispose() {
      root.removeFromParent();
      mesh.geometry.dispose();
      for (const material of [...own, wires?.material].flat()) material?.dispose();
      if (mesh instanceof SkinnedMesh) mesh.skeleton.dispose();
    },
  };
}

/** The edges over the skin. */
function wiresOf(mesh: Mesh): Mesh {
  const material: Material = new MeshBasicMaterial({
    color: 0x14241d,
    wireframe: true,
    transparent: true,
    opacity: 0.35,
    polygonOffset: true,
    polygonOffsetFactor: -1,
  });
  const wires =
    mesh instanceof SkinnedMesh
      ? new SkinnedMesh(mesh.geometry, material)
      : new Mesh(mesh.geometry, material);
  if (wires instanceof SkinnedMesh && mesh instanceof SkinnedMesh) wires.bind(mesh.skeleton, mesh.bindMatrix);
  wires.position.copy(mesh.position);
  wires.quaternion.copy(mesh.quaternion);
  wires.scale.copy(mesh.scale);
  wires.frustumCulled = false;
  return wires;
}
