import { type Document, WebIO } from '@gltf-transform/core';
import { KHRDracoMeshCompression, KHRMeshQuantization } from '@gltf-transform/extensions';
import { writeMeshopt } from './write-meshopt.ts';

/**
 * `meshopt`: small and fast to open, morph targets included. `draco`: smallest without morph targets.
 * `none`: plain floats that every program opens.
 */
export type Compression = 'meshopt' | 'draco' | 'none';

/** Writes a document as GLB with one of the compressions; the same document gives the same bytes. */
export async function writeGlb(
  document: Document,
  compression: Compression,
  keepOrder: boolean,
): Promise<Uint8Array> {
  if (compression === 'meshopt') {
    document.createExtension(KHRMeshQuantization).setRequired(true);
    return writeMeshopt(document);
  }
  const io = new WebIO();
  if (compression === 'draco') {
    const { EDGEBREAKER, SEQUENTIAL } = KHRDracoMeshCompression.EncoderMethod;
    document
      .createExtension(KHRDracoMeshCompression)
      .setRequired(true)
      .setEncoderOptions({
        // Morph targets are not part of what Draco encodes: with them the vertices must keep their order.
        method: keepOrder ? SEQUENTIAL : EDGEBREAKER,
        encodeSpeed: 3,
        decodeSpeed: 5,
        quantizationBits: { POSITION: 14, NORMAL: 8, TEX_COORD: 11, COLOR: 8, GENERIC: 12 },
      });
    io.registerExtensions([KHRDracoMeshCompression, KHRMeshQuantization]).registerDependencies({
      'draco3d.encoder': await dracoEncoder(),
    });
  }
  return io.writeBinary(document);
}

let encoder: Promise<unknown> | undefined;

/** Loaded only when asked for: it is large, and most files are meshopt. */
function dracoEncoder(): Promise<unknown> {
  encoder ??= import('draco3dgltf').then((module) => module.default.createEncoderModule());
  return encoder;
}
