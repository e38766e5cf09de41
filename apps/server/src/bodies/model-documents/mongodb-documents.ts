import { StorageError } from '@likeness/storage';
import { type Collection, type Db, MongoError, UUID } from 'mongodb';
import { isDuplicate } from './is-duplicate.ts';
import type { ModelDocument, ModelDocuments } from './model-document.ts';
import { showLatest } from './show-latest.ts';

export const COLLECTION = 'avatar_models';

/** A document as the collection has it: spec 2 §3.2.2. */
export interface StoredDocument extends Omit<ModelDocument, 'modelId'> {
  /** The number of the model. */
  _id: bigint;
  /** Of the avatar that shows it; until then, and afterwards, the number once more: the index wants one of each. */
  avatarId: UUID | Buffer | bigint;
  /** The colours are in the vertices of the objects; nothing is drawn on. */
  textures: [];
  createdAt: Date;
  updatedAt: Date;
}

/** Documents in the collection `avatar_models` of a MongoDB database whose indexes `ensureIndexes` has made. */
export function mongodbDocuments(db: Db): ModelDocuments {
  // numbers of models are 64 bits wide; the driver writes a bigint as such
  const models: Collection<StoredDocument> = db.collection(COLLECTION);
  const find = async (modelId: bigint): Promise<ModelDocument | undefined> => {
    const found = await models.findOne({ _id: modelId });
    return found ? documentOf(found) : undefined;
  };
  const shownBy = async (avatarId: string): Promise<bigint | undefined> => {
    const found = await models.findOne({ avatarId: new UUID(avatarId) }, { projection: { _id: 1 } });
    return found?._id;
  };
  return {
    engine: 'mongodb',
    put: ({ document }) =>
      answering(async () => {
        const now = new Date();
        const { modelId, ...parts } = document;
        try {
          await models.insertOne({
            _id: modelId,
            avatarId: modelId,
            ...parts,
            textures: [],
            createdAt: now,
            updatedAt: now,
          });
          return document;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          return (await find(modelId)) ?? document;
        }
      }),
    get: (modelId) => answering(() => find(modelId)),
    show: ({ modelId, avatarId }) =>
      answering(() =>
        showLatest({
          modelId,
          shownBy: () => shownBy(avatarId),
          take: () => take(models, modelId, avatarId),
        }),
      ),
    shownBy: (avatarId) => answering(() => shownBy(avatarId)),
    list: ({ after, limit }) =>
      answering(async () => {
        const page = await models
          .find(after === undefined ? {} : { _id: { $gt: after } }, {
            projection: { avatarId: 1, createdAt: 1 },
          })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
        return page.map(({ _id, avatarId, createdAt }) => ({
          modelId: _id,
          avatarId: typeof avatarId === 'bigint' ? null : new UUID(avatarId).toString(),
          createdAt,
        }));
      }),
    remove: (modelIds) =>
      answering(async () => {
        if (modelIds.length > 0) await models.deleteMany({ _id: { $in: [...modelIds] } });
      }),
    check: () => answering(() => db.command({ ping: 1 })),
  };
}

/** Makes the indexes that the specification names. Idempotent. */
export async function ensureIndexes(db: Db): Promise<void> {
  const models = db.collection(COLLECTION);
  await models.createIndex({ avatarId: 1 }, { unique: true });
  await models.createIndex({ 'generationMetadata.generatedAt': -1 });
}

/** @throws when the id was given to another one meanwhile */
async function take(models: Collection<StoredDocument>, modelId: bigint, avatarId: string): Promise<boolean> {
  const id = new UUID(avatarId);
  const earlier = await models.findOne({ avatarId: id, _id: { $lt: modelId } }, { projection: { _id: 1 } });
  const updatedAt = new Date();
  // by the number alone: the id may have gone to another one meanwhile
  if (earlier) {
    await models.updateOne({ _id: earlier._id }, { $set: { avatarId: earlier._id, updatedAt } });
  }
  const { matchedCount } = await models.updateOne({ _id: modelId }, { $set: { avatarId: id, updatedAt } });
  return matchedCount > 0;
}

/** What the engine fails with is told as that of a store: a caller is asked to come again, a job tries again. */
async function answering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof MongoError)) throw cause;
    // the message of the driver may hold values of the document
    throw new StorageError('unavailable', `MongoDB failed (${nameOf(cause)})`, { cause: nameless(cause) });
  }
}

const nameOf = (error: unknown): string => {
  const { name, code } = (error ?? {}) as { name?: unknown; code?: unknown };
  return code === undefined ? String(name) : `${String(name)} ${String(code)}`;
};

const nameless = (error: unknown): Error => {
  const cause = new Error(nameOf(error));
  if (error instanceof Error && error.stack) cause.stack = error.stack.replace(error.message, cause.message);
  return cause;
};

function documentOf({ _id, mesh, lod, skeleton, generationMetadata }: StoredDocument): ModelDocument {
  return { modelId: _id, mesh, lod, skeleton, generationMetadata };
}
