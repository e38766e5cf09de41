/**
 * Packs a GLB with EXT_meshopt_compression.
 *
 * Not by glTF-Transform's own extension: that one leaves texture coordinates and weights as they are. As floats whose
 * mantissas are small whole numbers (the exponential filter with one exponent for all) neighbours differ by a few
 * units, which the codec packs well. LOD0 of a body, 14,482 vertices, KB: texture coordinates 41.6 → 27.7 (steps of
 * 1/2048), weights 27.3 → 22.9 (1/64), normals 26.3 → 22.0 (7 bits instead of 8; a degree), positions 54.7 → 51.4
 * (steps of 0.2 mm), bones 10.9 → 7.0 (slots.ts). Positions, texture coordinates and the 28.5 of the indices are near
 * what version 0 of the codec can do: consecutive vertices are one edge apart already. Version 1 would save 8 %, but
 * only KHR_meshopt_compression allows it, which viewers do not know yet.
 */
import type { GLTF } from '@gltf-transform/core';
import { type Document, VertexLayout, WebIO } from '@gltf-transform/core';
import { MeshoptEncoder } from 'meshoptimizer';
import { packGlb } from './pack-glb.ts';

const NAME = 'EXT_meshopt_compression';

/** Bits of an octahedral normal. */
const NORMAL_BITS = 7;

/** Steps of floats that are stored as whole numbers: 2 to the power of this. */
const EXPONENT: Readonly<Record<string, number>> = { TEXCOORD_0: -11, WEIGHTS_0: -6 };

const FLOAT = 5126;
const BYTES: Readonly<Record<number, number>> = { 5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4 };
const SIZE: Readonly<Record<string, number>> = { SCALAR: 1, VEC2: 2, VEC3: 3, VEC4: 4, MAT4: 16 };

interface View extends GLTF.IBufferView {
  extensions: Record<string, object>;
}

/** Writes the document with every accessor compressed in a view of its own. The same document gives the same bytes. */
export async function writeMeshopt(document: Document): Promise<Uint8Array> {
  await MeshoptEncoder.ready;
  const io = new WebIO().setVertexLayout(VertexLayout.SEPARATE);
  io.registerExtensions(
    document
      .getRoot()
      .listExtensionsUsed()
      .map((extension) => extension.constructor as never),
  );
  const { json, resources } = await io.writeJSON(document);
  const source = Object.values(resources)[0] as Uint8Array;
  const roles = rolesOf(json);
  const chunks: Uint8Array[] = [];
  const views: View[] = [];
  let packed = 0;
  let whole = 0;
  json.accessors = (json.accessors ?? []).map((accessor, i) => {
    const raw = bytesOf(json, accessor, source);
    const { bytes, stride, mode, filter, form } = encode(accessor, raw, roles[i] ?? '');
    const length = stride * accessor.count;
    views.push({
      buffer: 1,
      byteOffset: whole,
      byteLength: length,
      ...(mode === 'ATTRIBUTES' && roles[i] !== '' ? { byteStride: stride, target: 34962 } : {}),
      ...(mode === 'TRIANGLES' ? { target: 34963 } : {}),
      extensions: {
        [NAME]: {
          buffer: 0,
          byteOffset: packed,
          byteLength: bytes.length,
          byteStride: stride,
          count: accessor.count,
          mode,
          ...(filter ? { filter } : {}),
        },
      },
    });
    chunks.push(bytes);
    packed += Math.ceil(bytes.length / 4) * 4;
    whole += Math.ceil(length / 4) * 4;
    const { byteOffset: _, ...rest } = accessor;
    return { ...rest, ...form, bufferView: i };
  });
  json.bufferViews = views;
  json.buffers = [
    { byteLength: packed },
    { byteLength: whole, extensions: { [NAME]: { fallback: true } } },
  ] as unknown as GLTF.IBuffer[];
  json.extensionsUsed = [...(json.extensionsUsed ?? []), NAME];
  json.extensionsRequired = [...(json.extensionsRequired ?? []), NAME];
  return packGlb(json, chunks);
}

/** What each accessor is: the name of an attribute, `indices`, or nothing for what no vertex carries. */
function rolesOf(json: GLTF.IGLTF): string[] {
  const roles = (json.accessors ?? []).map(() => '');
  for (const primitive of (json.meshes ?? []).flatMap((mesh) => mesh.primitives)) {
    if (primitive.indices !== undefined) roles[primitive.indices] = 'indices';
    for (const [name, at] of Object.entries(primitive.attributes)) roles[at] = name;
    for (const target of primitive.targets ?? []) {
      for (const [name, at] of Object.entries(target)) roles[at] = `moved ${name}`;
    }
  }
  return roles;
}

/** The values of an accessor, packed: element after element without gaps. */
function bytesOf(json: GLTF.IGLTF, accessor: GLTF.IAccessor, source: Uint8Array): Uint8Array {
  const view = json.bufferViews?.[accessor.bufferView ?? 0];
  const size = (SIZE[accessor.type] as number) * (BYTES[accessor.componentType] as number);
  const stride = view?.byteStride ?? size;
  const from = (view?.byteOffset ?? 0) + (accessor.byteOffset ?? 0);
  const out = new Uint8Array(size * accessor.count);
  for (let i = 0; i < accessor.count; i++) {
    out.set(source.subarray(from + i * stride, from + i * stride + size), i * size);
  }
  return out;
}

interface Encoded {
  bytes: Uint8Array;
  stride: number;
  mode: 'ATTRIBUTES' | 'TRIANGLES';
  filter?: 'OCTAHEDRAL' | 'EXPONENTIAL';
  /** What the accessor becomes, where it changes. */
  form?: Pick<GLTF.IAccessor, 'componentType' | 'normalized'>;
}

function encode(accessor: GLTF.IAccessor, raw: Uint8Array, role: string): Encoded {
  const { count } = accessor;
  const size = raw.length / count;
  if (role === 'indices') {
    return { bytes: MeshoptEncoder.encodeIndexBuffer(raw, count, size), stride: size, mode: 'TRIANGLES' };
  }
  const attributes = (
    values: Uint8Array,
    stride: number,
  ): { bytes: Uint8Array; stride: number; mode: 'ATTRIBUTES' } => ({
    bytes: MeshoptEncoder.encodeVertexBufferLevel(values, count, stride, 3, 0),
    stride,
    mode: 'ATTRIBUTES',
  });
  if (role === 'NORMAL' && accessor.componentType === FLOAT) {
    const normals = padded(new Float32Array(raw.buffer), 3);
    const bytes = MeshoptEncoder.encodeFilterOct(normals, count, 4, NORMAL_BITS);
    return { ...attributes(bytes, 4), filter: 'OCTAHEDRAL', form: { componentType: 5120, normalized: true } };
  }
  const exponent = EXPONENT[role];
  if (exponent !== undefined && accessor.componentType === FLOAT) {
    const values = new Float32Array(raw.buffer);
    const whole = Uint32Array.from(
      values,
      (value) => (Math.round(value / 2 ** exponent) & 0xffffff) | (exponent << 24),
    );
    return { ...attributes(new Uint8Array(whole.buffer), size), filter: 'EXPONENTIAL' };
  }
  if (size % 4 === 0) return attributes(raw, size);
  const grown = padded(raw, size);
  return attributes(grown, grown.length / count);
  function padded<T extends Uint8Array | Float32Array>(values: T, each: number): T {
    const stride = Math.ceil(each / 4) * 4;
    const out = new (values.constructor as new (length: number) => T)(count * stride);
    for (let i = 0; i < count; i++) out.set(values.subarray(i * each, i * each + each), i * stride);
    return out;
  }
}
