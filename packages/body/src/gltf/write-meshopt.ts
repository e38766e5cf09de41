/**
 * Packs a body with EXT_meshopt_compression.
 *
 * Not by glTF-Transform's own extension: that one leaves texture coordinates and weights as they are. As floats whose
 * mantissas are small whole numbers (the exponential filter with one exponent for all) neighbours differ by a few
 * units, which the codec packs well. LOD0 of a body, 14,482 vertices, KB: texture coordinates 41.6 → 27.7 (steps of
 * 1/2048), weights 27.3 → 22.9 (1/64), normals 26.3 → 22.0 (7 bits instead of 8; a degree), positions 54.7 → 51.4
 * (steps of 0.2 mm), bones 10.9 → 7.0 (slots.ts). Positions, texture coordinates and the 28.5 of the indices are near
 * what version 0 of the codec can do: consecutive vertices are one edge apart already. Version 1 would save 8 %, but
 * only KHR_meshopt_compression allows it, which viewers do not know yet.
 */
import { type Document, type GLTF, type TypedArray, WebIO } from '@gltf-transform/core';
import { MeshoptEncoder } from 'meshoptimizer';
import type { DrawnMesh, VertexData } from './drawn-mesh.ts';
import { packGlb } from './pack-glb.ts';

const NAME = 'EXT_meshopt_compression';
const QUANTISED = 'KHR_mesh_quantization';

/** Bits of an octahedral normal. */
const NORMAL_BITS = 7;

/** Steps of floats that are stored as whole numbers: 2 to the power of this. */
const EXPONENT: Readonly<Record<string, number>> = { TEXCOORD_0: -11, WEIGHTS_0: -6 };

/** glTF's numbers for what an accessor holds and what a view is for. */
const [BYTE, UNSIGNED_BYTE, SHORT, UNSIGNED_SHORT, UNSIGNED_INT, FLOAT] = [
  5120, 5121, 5122, 5123, 5125, 5126,
];
const [VERTICES, INDICES] = [34962, 34963];

/**
 * Writes what is drawn into the one primitive of the document, every accessor packed in a view of its own; the rest
 * (nodes, skin, scene) is written by glTF-Transform. The same body gives the same bytes.
 */
export async function writeMeshopt(document: Document, drawn: DrawnMesh): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const { json, resources } = await new WebIO().writeJSON(document);
  const file = new Views();
  // All that the document has by itself is the inverse bind matrices.
  const [matrices] = json.accessors ?? [];
  const raw = Object.values(resources)[0] as Uint8Array;
  if (matrices)
    matrices.bufferView = file.add(attribute(raw.subarray(0, matrices.count * 64), 64), matrices.count);

  const accessors = json.accessors ?? [];
  const enter = (accessor: GLTF.IAccessor): number => accessors.push(accessor) - 1;
  const add = (data: VertexData): number => {
    const count = data.array.length / Number(data.type.slice(3));
    const { form, ...encoded } = packed(data, count);
    return enter({
      type: data.type,
      count,
      ...form,
      ...(data.name === 'POSITION' ? bounds(data.array) : {}),
      bufferView: file.add(encoded, count, VERTICES),
    });
  };
  const [primitive] = json.meshes?.[0]?.primitives ?? [];
  if (!primitive) throw new Error('The document has no primitive to draw into.');
  const { indices } = drawn;
  primitive.indices = enter({
    type: 'SCALAR',
    componentType: indices instanceof Uint16Array ? UNSIGNED_SHORT : UNSIGNED_INT,
    count: indices.length,
    bufferView: file.add(packedIndices(indices), indices.length, INDICES),
  } as GLTF.IAccessor);
  primitive.attributes = Object.fromEntries(drawn.attributes.map((data) => [data.name, add(data)]));
  if (drawn.targets.length > 0) primitive.targets = drawn.targets.map((data) => ({ [data.name]: add(data) }));
  json.accessors = accessors;
  json.bufferViews = file.views;
  json.buffers = [
    { byteLength: file.packed },
    { byteLength: file.whole, extensions: { [NAME]: { fallback: true } } },
  ] as GLTF.IBuffer[];
  json.extensionsUsed = [QUANTISED, NAME];
  json.extensionsRequired = [QUANTISED, NAME];
  return packGlb(json, file.chunks);
}

interface Packed {
  bytes: Uint8Array;
  /** Of one element, unpacked. */
  stride: number;
  mode: 'ATTRIBUTES' | 'TRIANGLES';
  filter?: 'OCTAHEDRAL' | 'EXPONENTIAL';
}

interface PackedVertices extends Packed {
  form: Pick<GLTF.IAccessor, 'componentType' | 'normalized'>;
}

/** Gathers views: where each lies in the file, and where it would in the unpacked buffer that no file has. */
class Views {
  readonly views: GLTF.IBufferView[] = [];
  readonly chunks: Uint8Array[] = [];
  packed = 0;
  whole = 0;

  add({ bytes, stride, mode, filter }: Packed, count: number, target?: number): number {
    const extension = {
      buffer: 0,
      byteOffset: this.packed,
      byteLength: bytes.length,
      byteStride: stride,
      count,
      mode,
    };
    this.views.push({
      buffer: 1,
      byteOffset: this.whole,
      byteLength: stride * count,
      ...(target === VERTICES ? { byteStride: stride } : {}),
      ...(target ? { target } : {}),
      extensions: { [NAME]: filter ? { ...extension, filter } : extension },
    });
    this.chunks.push(bytes);
    this.packed += Math.ceil(bytes.length / 4) * 4;
    this.whole += Math.ceil((stride * count) / 4) * 4;
    return this.views.length - 1;
  }
}

/** Packed forms of arrays that are the same for all bodies: texture coordinates, bones, weights, triangles. */
const known = new WeakMap<TypedArray, PackedVertices | Packed>();

function once<T extends PackedVertices | Packed>(array: TypedArray, make: () => T): T {
  const ready = (known.get(array) as T | undefined) ?? make();
  known.set(array, ready);
  return ready;
}

function packedIndices(indices: Uint16Array | Uint32Array): Packed {
  return once(indices, () => {
    const stride = indices.BYTES_PER_ELEMENT;
    return {
      bytes: MeshoptEncoder.encodeIndexBuffer(bytesOf(indices), indices.length, stride),
      stride,
      mode: 'TRIANGLES',
    };
  });
}

function packed({ name, array, normalized }: VertexData, count: number): PackedVertices {
  return once(array, () => {
    const size = array.length / count;
    if (name === 'NORMAL') {
      const filtered = MeshoptEncoder.encodeFilterOct(
        padded(array, size, 4) as Float32Array,
        count,
        4,
        NORMAL_BITS,
      );
      return {
        ...attribute(filtered, 4),
        filter: 'OCTAHEDRAL',
        form: { componentType: BYTE, normalized: true },
      };
    }
    const exponent = EXPONENT[name];
    if (exponent !== undefined) {
      const whole = new Int32Array(array.length);
      const steps = 2 ** -exponent;
      for (let i = 0; i < whole.length; i++) {
        whole[i] = (Math.round((array[i] as number) * steps) & 0xffffff) | (exponent << 24);
      }
      return {
        ...attribute(bytesOf(whole), size * 4),
        filter: 'EXPONENTIAL',
        form: { componentType: FLOAT },
      };
    }
    const wide = Math.ceil((size * array.BYTES_PER_ELEMENT) / 4) * 4;
    const values = padded(array, size, wide / array.BYTES_PER_ELEMENT);
    const componentType = array instanceof Int16Array ? SHORT : UNSIGNED_BYTE;
    return {
      ...attribute(bytesOf(values), wide),
      form: { componentType, ...(normalized ? { normalized } : {}) },
    };
  }) as PackedVertices;
}

function attribute(values: Uint8Array, stride: number): Packed {
  const bytes = MeshoptEncoder.encodeVertexBufferLevel(values, values.length / stride, stride, 2, 0);
  return { bytes, stride, mode: 'ATTRIBUTES' };
}

/** Elements moved apart, zeros between them. */
function padded(array: TypedArray, size: number, wide: number): TypedArray {
  if (size === wide) return array;
  const out = new (array.constructor as new (length: number) => TypedArray)((array.length / size) * wide);
  for (let from = 0, to = 0; from < array.length; from += size, to += wide) {
    for (let c = 0; c < size; c++) out[to + c] = array[from + c] as number;
  }
  return out;
}

const bytesOf = (array: TypedArray): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

/** Smallest and largest of each axis, as the format demands of positions. */
function bounds(array: TypedArray): { min: number[]; max: number[] } {
  const min = [Infinity, Infinity, Infinity];
  const max = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < array.length; i++) {
    const value = array[i] as number;
    if (value < (min[i % 3] as number)) min[i % 3] = value;
    if (value > (max[i % 3] as number)) max[i % 3] = value;
  }
  return { min, max };
}
