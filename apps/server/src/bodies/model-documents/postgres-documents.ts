import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import { modelDocuments as table } from '../../database/avatar-schema.ts';
import { type Database, inTransaction, type Transaction } from '../../database/database.ts';
import type { ModelDocument, ModelDocuments } from './model-document.ts';
import { showLatest } from './show-latest.ts';

/** What needs no transaction of its own. */
type Plain = Pick<ModelDocuments, 'engine' | 'put' | 'get' | 'remove'>;

/** Documents as rows of `avatar.model_documents`. A row goes with the row of its model. */
export function postgresDocuments(db: Database): ModelDocuments {
  const shownBy = async (avatarId: string): Promise<bigint | undefined> => {
    const [row] = await db.select({ modelId: table.modelId }).from(table).where(eq(table.avatarId, avatarId));
    return row?.modelId;
  };
  return {
    ...rowsOf(db),
    show: ({ modelId, avatarId }) =>
      showLatest({
        modelId,
        shownBy: () => shownBy(avatarId),
        take: () => take(db, modelId, avatarId),
      }),
    shownBy,
    list: ({ after, limit }) =>
      db
        .select({ modelId: table.modelId, avatarId: table.avatarId, createdAt: table.createdAt })
        .from(table)
        .where(after === undefined ? undefined : gt(table.modelId, after))
        .orderBy(table.modelId)
        .limit(limit),
    check: () => db.execute(sql`SELECT`),
  };
}

/** The rows as a connection sees them. */
export function rowsOf(db: Transaction): Plain {
  const read = async (on: Transaction, modelId: bigint): Promise<ModelDocument | undefined> => {
    const [row] = await on.select().from(table).where(eq(table.modelId, modelId));
    return row && documentOf(row);
  };
  return {
    engine: 'postgres',
    async put({ document, tx }) {
      const { rowCount } = await tx.insert(table).values(rowOf(document)).onConflictDoNothing();
      return (rowCount ?? 0) > 0 ? document : ((await read(tx, document.modelId)) ?? document);
    },
    get: (modelId, tx = db) => read(tx, modelId),
    async remove(modelIds, tx = db) {
      if (modelIds.length > 0) await tx.delete(table).where(inArray(table.modelId, [...modelIds]));
    },
  };
}

/** @throws when the id was given to another one meanwhile */
const take = (db: Database, modelId: bigint, avatarId: string): Promise<boolean> =>
  inTransaction(db, async (tx) => {
    const updatedAt = sql`clock_timestamp()`;
    await tx
      .update(table)
      .set({ avatarId: null, updatedAt })
      .where(and(eq(table.avatarId, avatarId), lt(table.modelId, modelId)));
    const { rowCount } = await tx
      .update(table)
      .set({ avatarId, updatedAt })
      .where(eq(table.modelId, modelId));
    return (rowCount ?? 0) > 0;
  });

type Row = typeof table.$inferSelect;

function rowOf({
  modelId,
  mesh,
  lod,
  skeleton,
  generationMetadata,
}: ModelDocument): typeof table.$inferInsert {
  return { modelId, ...mesh, lod, ...skeleton, ...generationMetadata };
}

function documentOf(row: Row): ModelDocument {
  const { modelId, template, vertexCount, faceCount, vertices, normals, lod, bones, bindPose } = row;
  const { algorithm, version, parameters, generatedAt, processingTime } = row;
  return {
    modelId,
    mesh: { template, vertexCount, faceCount, vertices, normals },
    lod: lod as ModelDocument['lod'],
    skeleton: { bones: bones as ModelDocument['skeleton']['bones'], bindPose },
    generationMetadata: { algorithm, version, parameters, generatedAt, processingTime },
  };
}
