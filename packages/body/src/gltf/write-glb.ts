import { type Document, WebIO } from '@gltf-transform/core';
import { KHRDracoMeshCompression } from '@gltf-transform/extensions';

/**
 * `meshopt`: small and fast to open, morph targets included. `draco`: smallest without morph targets.
 * `none`: plain floats that every program opens.
 */
export type Compression = 'meshopt' | 'draco' | 'none';

/** Writes a document as it is; the same document gives the same bytes. */
export function writePlain(document: Document): Promise<Uint8Array> {
  return new WebIO().writeBinary(document);
}

/**
 * Writes a document with its meshes packed by Draco; the same document gives the same bytes.
 * @param keepOrder leave vertices in their order, for morph targets: those are not part of what Draco encodes
 */
export async function writeDraco(document: Document, keepOrder: boolean): Promise<Uint8Array> {
  const { EDGEBREAKER, SEQUENTIAL } = KHRDracoMeshCompression.EncoderMethod;
  document
    .createExtension(KHRDracoMeshCompression)
    .setRequired(true)
    .setEncoderOptions({
      method: keepOrder ? SEQUENTIAL : EDGEBREAKER,
      encodeSpeed: 3,
      decodeSpeed: 5,
      quantizationBits: { POSITION: 14, NORMAL: 8, TEX_COORD: 11, COLOR: 8, GENERIC: 12 },
    });
  return new WebIO()
    .registerExtensions([KHRDracoMeshCompression])
    .registerDependencies({ 'draco3d.encoder': await dracoEncoder() })
    .writeBinary(document);
}

let encoder: Promise<unknown> | undefined;

/** Loaded only when asked for: it is large, and most files are meshopt. */
function dracoEncoder(): Promise<unknown> {
  encoder ??= import('draco3dgltf').then((module) => module.default.createEncoderModule());
  return encoder;
}
