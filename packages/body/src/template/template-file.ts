/**
 * The file in which both templates are baked: one topology, two skins.
 *
 * `LKBODY` + version (u16), length of the index (u32), the index as JSON, then the sections, each aligned to
 * four bytes. Only the left half is stored; shapes are sparse 16-bit integers with a scale of their own. Whole
 * and as floats it would be ten times as large.
 */
export const TEMPLATE_VERSION = 1;
export const MAGIC = 'LKBODY';

export type SectionType = 'u8' | 'u16' | 'i16' | 'f32';
export interface Section {
  type: SectionType;
  /** In bytes from the start of the sections. */
  offset: number;
  /** In items. */
  length: number;
}

export interface StoredShape {
  name: string;
  min: number;
  max: number;
  /** Metres a step of the integers. */
  scale: number;
  vertices: Section;
  steps: Section;
}

export interface StoredSex {
  positions: Section;
  shapes: StoredShape[];
  /** [triangle of the left half, two barycentric weights]. */
  landmarks: { middle: Record<string, StoredPoint>; paired: Record<string, StoredPoint> };
  /** For each bone of the middle and the left. */
  joints: { vertices: number[]; weights: number[] }[];
}

export type StoredPoint = [triangle: number, a: number, b: number];

export interface TemplateIndex {
  vertices: number;
  triangles: Section;
  uvs: Section;
  skinIndices: Section;
  skinWeights: Section;
  /** Middle and left first, parents before children, then the images of the left. */
  bones: { name: string; parent: number; humanoid: string; sketch: number; image: boolean }[];
  female: StoredSex;
  male: StoredSex;
}

type Items = Uint8Array | Uint16Array | Int16Array | Float32Array;

/** Gathers sections, then writes the file. */
export class TemplateWriter {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  add(items: Items): Section {
    const type =
      items instanceof Uint8Array
        ? 'u8'
        : items instanceof Uint16Array
          ? 'u16'
          : items instanceof Int16Array
            ? 'i16'
            : 'f32';
    const section: Section = { type, offset: this.size, length: items.length };
    const padded = new Uint8Array(Math.ceil(items.byteLength / 4) * 4);
    padded.set(new Uint8Array(items.buffer, items.byteOffset, items.byteLength));
    this.chunks.push(padded);
    this.size += padded.length;
    return section;
  }

  finish(index: TemplateIndex): Uint8Array {
    const json = new TextEncoder().encode(JSON.stringify(index));
    const start = Math.ceil((MAGIC.length + 6 + json.length) / 4) * 4;
    const out = new Uint8Array(start + this.size);
    out.set(new TextEncoder().encode(MAGIC));
    const view = new DataView(out.buffer);
    view.setUint16(MAGIC.length, TEMPLATE_VERSION, true);
    view.setUint32(MAGIC.length + 2, json.length, true);
    out.set(json, MAGIC.length + 6);
    let at = start;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }
}

/** Reads the index and gives access to sections; throws a plain error when the bytes are not of this version. */
export function openTemplateFile(bytes: Uint8Array): { index: TemplateIndex; read(section: Section): Items } {
  const magic = new TextDecoder().decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) throw new Error('These bytes are no body template.');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint16(MAGIC.length, true);
  if (version !== TEMPLATE_VERSION) {
    throw new Error(`The body template has version ${version}; this code reads version ${TEMPLATE_VERSION}.`);
  }
  const length = view.getUint32(MAGIC.length + 2, true);
  const json = new TextDecoder().decode(bytes.subarray(MAGIC.length + 6, MAGIC.length + 6 + length));
  const start = Math.ceil((MAGIC.length + 6 + length) / 4) * 4;
  return {
    index: JSON.parse(json) as TemplateIndex,
    read({ type, offset, length: items }) {
      const width = type === 'u8' ? 1 : type === 'f32' ? 4 : 2;
      // Not slice: of a Node Buffer that is a view, and its buffer the whole pool.
      const copy = new Uint8Array(bytes.subarray(start + offset, start + offset + items * width)).buffer;
      if (type === 'u8') return new Uint8Array(copy);
      if (type === 'u16') return new Uint16Array(copy);
      return type === 'i16' ? new Int16Array(copy) : new Float32Array(copy);
    },
  };
}
