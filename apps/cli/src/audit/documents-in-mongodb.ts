import { MongoClient } from 'mongodb';

/** A document as the auditor reads it, whatever engine keeps it. */
export interface AuditedDocument {
  /** Of the avatar that it is under; undefined when it is under none. */
  avatarId: string | undefined;
  /** Vertices, normals, bind pose and parameters, in this order: all sealed. */
  parts: Buffer[];
}

export interface DocumentLine {
  modelId: string;
  createdAt: Date;
}

/** The collection `avatar_models`, read without the product's driver. */
export interface DocumentsInMongodb {
  read(modelId: string): Promise<AuditedDocument | undefined>;
  /** In the order of the numbers. */
  list(after: string | undefined, limit: number): Promise<DocumentLine[]>;
  close(): Promise<void>;
}

const PATIENCE = 5_000;

interface Stored {
  _id: bigint;
  avatarId: Buffer | bigint;
  mesh: { vertices: Buffer; normals: Buffer };
  skeleton: { bindPose: Buffer };
  generationMetadata: { parameters: Buffer };
  createdAt: Date;
}

export async function openDocumentsInMongodb(url: string): Promise<DocumentsInMongodb> {
  const client = new MongoClient(url, {
    appName: 'likeness audit',
    serverSelectionTimeoutMS: PATIENCE,
    useBigInt64: true,
    promoteBuffers: true,
  });
  const [, name = 'likeness'] = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^/?]+)/.exec(url) ?? [];
  await client.connect();
  const models = client.db(decodeURIComponent(name)).collection<Stored>('avatar_models');
  return {
    async read(modelId) {
      const found = await models.findOne({ _id: BigInt(modelId) });
      if (!found) return undefined;
      const { avatarId, mesh, skeleton, generationMetadata } = found;
      const parts = [mesh.vertices, mesh.normals, skeleton.bindPose, generationMetadata.parameters];
      return { avatarId: Buffer.isBuffer(avatarId) ? uuidOf(avatarId) : undefined, parts };
    },
    async list(after, limit) {
      const page = await models
        .find(after === undefined ? {} : { _id: { $gt: BigInt(after) } }, { projection: { createdAt: 1 } })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray();
      return page.map(({ _id, createdAt }) => ({ modelId: String(_id), createdAt }));
    },
    close: () => client.close(),
  };
}

const uuidOf = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
