import { createHash } from 'node:crypto';
import type { Transaction } from '../../database/database.ts';

export type DocumentEngine = 'postgres' | 'mongodb';

/** How much a level of detail draws; its vertices are in the objects of the model. */
export interface DrawnLevel {
  level: number;
  vertexCount: number;
  faceCount: number;
}

/**
 * A fitted body as it is stored: spec 2's `avatar_models`. What tells of the body is sealed with its user's key, each
 * part for itself; the rest is the same for everybody. Faces and texture coordinates are those of the template, five
 * times as large as what is the body's own, and stay there.
 */
export interface ModelDocument {
  /** `avatar.models.id`: never repeats, and a later model has a greater one. */
  modelId: bigint;
  mesh: {
    /** Which template the vertices are of. */
    template: string;
    vertexCount: number;
    faceCount: number;
    /** Sealed: xyz of each vertex as 32-bit floats, metres. */
    vertices: Buffer;
    /** Sealed: xyz of each unit normal in 127ths, a signed byte each. */
    normals: Buffer;
  };
  lod: readonly DrawnLevel[];
  skeleton: {
    bones: readonly { name: string; parent: number }[];
    /** Sealed: xyz of each bone's joint as 32-bit floats, metres. */
    bindPose: Buffer;
  };
  generationMetadata: {
    algorithm: string;
    version: string;
    /** Sealed JSON: sex and measurements. */
    parameters: Buffer;
    generatedAt: Date;
    /** ms */
    processingTime: number;
  };
}

/** What a listing tells of a document. */
export interface ListedDocument {
  modelId: bigint;
  /** The avatar that shows it; null for one that is not shown yet, or no more. */
  avatarId: string | null;
  createdAt: Date;
}

/**
 * An engine that keeps documents, each under the number of its model. Documents are never changed, and numbers never
 * repeat: a try that comes late does harm to nobody, and what nothing speaks of can go for good. Of all documents of
 * an avatar one at most is shown under its id.
 *
 * Every method throws `StorageError` `unavailable` while the engine does not answer.
 */
export interface ModelDocuments {
  readonly engine: DocumentEngine;
  /**
   * Keeps a document that no avatar shows yet, unless there is one of that number already.
   *
   * @param tx of the caller, who holds the model's row: for the engine that lives in the same database
   * @returns the one that is kept now
   */
  put(put: { document: ModelDocument; tx: Transaction }): Promise<ModelDocument>;
  /** Undefined when there is none. @param tx of a caller who is in one */
  get(modelId: bigint, tx?: Transaction): Promise<ModelDocument | undefined>;
  /**
   * Puts a document under its avatar's id, in the place of an earlier one.
   *
   * @returns false when a later one is there, or the document is not
   */
  show(shown: { modelId: bigint; avatarId: string }): Promise<boolean>;
  /** The document that is under an avatar's id. */
  shownBy(avatarId: string): Promise<bigint | undefined>;
  /** In the order of their numbers, the greater than `after`. */
  list(page: { after?: bigint | undefined; limit: number }): Promise<ListedDocument[]>;
  /** Idempotent. @param tx of a caller who holds the rows of the models */
  remove(modelIds: readonly bigint[], tx?: Transaction): Promise<void>;
  /** Rejects when the engine does not answer. */
  check(): Promise<unknown>;
}

/** Size and SHA-256 of everything sealed in a document: what its model's row remembers. */
export function digestOf({ mesh, skeleton, generationMetadata }: ModelDocument): {
  bytes: number;
  sha256: Buffer;
} {
  const parts = [mesh.vertices, mesh.normals, skeleton.bindPose, generationMetadata.parameters];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return { bytes: parts.reduce((sum, { length }) => sum + length, 0), sha256: hash.digest() };
}
