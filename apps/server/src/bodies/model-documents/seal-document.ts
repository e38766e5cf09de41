import type { Seal } from '../../sealing/seal.ts';
import { openJson, sealJson } from '../../sealing/seal.ts';
import { VERSION } from '../../version.ts';
import { contextOf, type StoredBody } from '../sealed-records.ts';
import type { DrawnLevel, ModelDocument } from './model-document.ts';

/** What a document holds beside the body itself; a thread works it out. */
export interface BodyShape {
  /** xyz of each unit normal in 127ths. */
  normals: Int8Array;
  faceCount: number;
  lod: readonly DrawnLevel[];
  bones: readonly { name: string; parent: number }[];
  /** xyz of each bone's joint, metres. */
  joints: Float32Array;
}

export interface MadeBody {
  modelId: bigint;
  algorithm: string;
  /** ms that it took */
  took: number;
}

/** What is sealed as parameters. */
type Parameters = Omit<StoredBody, 'positions' | 'template'>;

/** The document of a body, sealed for its user. */
export function sealDocument(
  seal: Seal,
  { template, positions, ...parameters }: StoredBody,
  shape: BodyShape,
  { modelId, algorithm, took }: MadeBody,
): ModelDocument {
  const sealed = (name: string, values: Float32Array | Int8Array) =>
    seal.seal(
      Buffer.from(values.buffer, values.byteOffset, values.byteLength),
      contextOf.document(modelId, name),
    );
  return {
    modelId,
    mesh: {
      template,
      vertexCount: positions.length / 3,
      faceCount: shape.faceCount,
      vertices: sealed('vertices', positions),
      normals: sealed('normals', shape.normals),
    },
    lod: shape.lod,
    skeleton: { bones: shape.bones, bindPose: sealed('bindPose', shape.joints) },
    generationMetadata: {
      algorithm,
      version: VERSION,
      parameters: sealJson(seal, parameters satisfies Parameters, contextOf.document(modelId, 'parameters')),
      generatedAt: new Date(),
      processingTime: Math.round(took),
    },
  };
}

/** The body of a document. @throws SealError when it was changed, or is another user's or model's */
export function openDocument(seal: Seal, { modelId, mesh, generationMetadata }: ModelDocument): StoredBody {
  const vertices = seal.open(mesh.vertices, contextOf.document(modelId, 'vertices'));
  const positions = new Float32Array(vertices.length / 4);
  Buffer.from(positions.buffer).set(vertices);
  const parameters = openJson<Parameters>(
    seal,
    generationMetadata.parameters,
    contextOf.document(modelId, 'parameters'),
  );
  return { ...parameters, template: mesh.template, positions };
}
