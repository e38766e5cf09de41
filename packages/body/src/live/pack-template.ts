import { evenSkin } from '../mesh/even-skin.ts';
import { buildTopology } from '../mesh/topology.ts';
import { loadTemplate } from '../template/load-template.ts';
import { openTemplateFile } from '../template/template-file.ts';
import { toPlanes } from './byte-planes.ts';
import { PACKED_VERSION, type PackedIndex } from './packed-template.ts';
import { differences, FLOATS, WHOLE, walkOver } from './prediction.ts';

/**
 * One sex of the baked template, laid out to become small when it is compressed: 830 KB with brotli become about 320.
 * Left out are the other sex, the texture atlas, and what files do not carry of the skin's weights; a body is solved
 * and measured the same to the last bit.
 * @param bytes the contents of `template.bin`
 */
export function packTemplate(bytes: Uint8Array, sex: 'female' | 'male'): Uint8Array {
  const { index, read } = openTemplateFile(bytes);
  const stored = index[sex];
  const { vertices, bones } = index;
  const triangles = read(index.triangles) as Uint16Array;
  const { neighbours } = buildTopology(Uint32Array.from(triangles));
  const walk = walkOver(triangles, vertices, neighbours);
  const skin = evenSkin(loadTemplate(bytes, sex));
  const shapes = stored.shapes.map((shape) => {
    const dense = new Int16Array(vertices * 3);
    const steps = read(shape.steps) as Int16Array;
    read(shape.vertices).forEach((vertex, i) => {
      dense.set(steps.subarray(i * 3, i * 3 + 3), vertex * 3);
    });
    return toPlanes(differences(walk, dense, WHOLE), 2);
  });
  const { landmarks, joints } = stored;
  const packed: PackedIndex = {
    version: PACKED_VERSION,
    sex,
    vertices,
    corners: triangles.length,
    bones,
    landmarks,
    joints,
    shapes: stored.shapes.map(({ name, min, max, scale }) => ({ name, min, max, scale })),
  };
  return joined([
    new TextEncoder().encode(JSON.stringify(packed)),
    toPlanes(
      triangles.map((vertex, i) => vertex - (triangles[i - 3] ?? 0)),
      2,
    ),
    skin.bones.subarray(0, vertices * 4),
    skin.parts.subarray(0, vertices * 4),
    toPlanes(differences(walk, read(stored.positions), FLOATS), 4),
    ...shapes,
  ]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 4));
  new DataView(out.buffer).setUint32(0, parts[0]?.length ?? 0, true);
  let at = 4;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
