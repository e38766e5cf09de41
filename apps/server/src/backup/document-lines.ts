import { z } from 'zod';
import type { ModelDocument } from '../bodies/model-documents/model-document.ts';

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const count = z.number().int().nonnegative();

const line = z.object({
  modelId: z
    .string()
    .regex(/^\d{1,19}$/)
    .transform(BigInt),
  mesh: z.object({
    template: z.string(),
    vertexCount: count,
    faceCount: count,
    vertices: bytes,
    normals: bytes,
  }),
  lod: z.array(z.object({ level: count, vertexCount: count, faceCount: count })),
  skeleton: z.object({
    bones: z.array(z.object({ name: z.string(), parent: z.number().int() })),
    bindPose: bytes,
  }),
  generationMetadata: z.object({
    algorithm: z.string(),
    version: z.string(),
    parameters: bytes,
    generatedAt: z.iso.datetime().transform((text) => new Date(text)),
    processingTime: count,
  }),
});

/** A document as one line of JSON; bytes are base64. */
export function lineOf({ modelId, mesh, skeleton, generationMetadata, ...rest }: ModelDocument): string {
  return JSON.stringify({
    modelId: String(modelId),
    mesh: {
      ...mesh,
      vertices: mesh.vertices.toString('base64'),
      normals: mesh.normals.toString('base64'),
    },
    skeleton: { ...skeleton, bindPose: skeleton.bindPose.toString('base64') },
    generationMetadata: {
      ...generationMetadata,
      parameters: generationMetadata.parameters.toString('base64'),
    },
    ...rest,
  });
}

/** @throws when the line is not one of `lineOf` */
export function documentFrom(text: string): ModelDocument {
  return line.parse(JSON.parse(text));
}
