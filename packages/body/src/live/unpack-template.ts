import { WEIGHT_PARTS } from '../mesh/even-skin.ts';
import { buildTopology } from '../mesh/topology.ts';
import { loadTemplate } from '../template/load-template.ts';
import type { BodyTemplate } from '../template/template.ts';
import { type StoredSex, TemplateWriter } from '../template/template-file.ts';
import { fromPlanes } from './byte-planes.ts';
import { PACKED_VERSION, type PackedIndex } from './packed-template.ts';
import { FLOATS, restore, WHOLE, walkOver } from './prediction.ts';

/**
 * The template of the sex that was packed; without texture atlas (`uvs` is empty), so it is for solving and measuring,
 * not for export.
 * @param bytes the contents of `template-female.bin` or `template-male.bin`
 * @throws Error when the bytes are not of this version
 */
export function unpackTemplate(bytes: Uint8Array): { sex: 'female' | 'male'; template: BodyTemplate } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length > 4 ? view.getUint32(0, true) : bytes.length;
  if (length > bytes.length - 4) throw new Error('These bytes are no packed body template.');
  let at = 4;
  const next = (count: number): Uint8Array => {
    at += count;
    return bytes.subarray(at - count, at);
  };
  const index = JSON.parse(new TextDecoder().decode(next(length))) as PackedIndex;
  if (index.version !== PACKED_VERSION) {
    throw new Error(`The packed template has version ${index.version}; this code reads ${PACKED_VERSION}.`);
  }
  const { sex, vertices, corners, bones, landmarks, joints } = index;
  const triangles = Uint16Array.from(fromPlanes(next(corners * 2), 2));
  for (let i = 3; i < corners; i++) triangles[i] = (triangles[i] as number) + (triangles[i - 3] as number);
  const writer = new TemplateWriter();
  const walk = walkOver(triangles, vertices, buildTopology(Uint32Array.from(triangles)).neighbours);
  const shared = {
    triangles: writer.add(triangles),
    uvs: writer.add(new Uint16Array()),
    skinIndices: writer.add(next(vertices * 4)),
    skinWeights: writer.add(
      Uint16Array.from(next(vertices * 4), (parts) => Math.round((parts * 65535) / WEIGHT_PARTS)),
    ),
  };
  const positions = restore(walk, fromPlanes(next(vertices * 12), 4), FLOATS, new Float32Array(vertices * 3));
  const all = writer.add(Uint16Array.from({ length: vertices }, (_, vertex) => vertex));
  const stored: StoredSex = {
    positions: writer.add(positions),
    shapes: index.shapes.map((shape) => {
      const steps = restore(walk, fromPlanes(next(vertices * 6), 2), WHOLE, new Int16Array(vertices * 3));
      return { ...shape, vertices: all, steps: writer.add(steps) };
    }),
    landmarks,
    joints,
  };
  const file = writer.finish({ vertices, ...shared, bones, female: stored, male: stored });
  return { sex, template: loadTemplate(file, sex) };
}
