import { eq, sql } from 'drizzle-orm';
import { models } from '../../database/avatar-schema.ts';
import { inTransaction } from '../../database/database.ts';
import type { BodiesContext } from '../bodies-context.ts';
import type { ModelRow } from '../models.ts';
import type { StoredBody } from '../sealed-records.ts';
import { type DocumentEngine, digestOf, type ModelDocument } from './model-document.ts';
import { openDocument, sealDocument } from './seal-document.ts';

type Kept = Pick<BodiesContext, 'db' | 'sealing' | 'documents'>;

/**
 * Seals and keeps the document of a model, unless it is kept already, and writes into the model's row where it is and
 * what it must read back as.
 *
 * @param took ms that the body took to make
 * @returns false when the model has been replaced or erased meanwhile, or the body is of another template
 */
export async function keepDocument(
  context: Kept & Pick<BodiesContext, 'threads'>,
  model: { id: bigint; userId: string; algorithm: string },
  stored: StoredBody,
  { took, signal }: { took: number; signal?: AbortSignal },
): Promise<boolean> {
  const shape = await context.threads.run('shape', { stored }, signal);
  if (!shape) return false;
  const seal = await context.sealing.of(model.userId);
  const made = { modelId: model.id, algorithm: model.algorithm, took };
  const document = sealDocument(seal, stored, shape, made);
  const { main } = context.documents;
  return inTransaction(context.db, async (tx) => {
    // held while the document is put: one writer at a time, and the sweep passes over a model that is in use
    const { rows } = await tx.execute<{ engine: DocumentEngine | null }>(
      sql`SELECT document_engine AS engine FROM avatar.models
          WHERE id = ${String(model.id)}::bigint AND state <> 'replaced' AND avatar_id IS NOT NULL FOR NO KEY UPDATE`,
    );
    if (!rows[0]) return false;
    if (rows[0].engine !== null) return true;
    const kept = digestOf(await main.put({ document, tx }));
    await tx
      .update(models)
      .set({ documentEngine: main.engine, documentBytes: kept.bytes, documentSha256: kept.sha256 })
      .where(eq(models.id, model.id));
    return true;
  });
}

/** The body that a model's document holds; undefined when it has none. @throws SealError */
export async function openKeptDocument(
  { db, sealing, documents }: Kept,
  model: Pick<ModelRow, 'id' | 'userId' | 'documentEngine'>,
): Promise<StoredBody | undefined> {
  let engine = model.documentEngine;
  while (engine !== null) {
    const document: ModelDocument | undefined = await documents.of(engine).get(model.id);
    if (document) return openDocument(await sealing.of(model.userId), document);
    // moved to another engine since the row was read
    const [row] = await db
      .select({ engine: models.documentEngine })
      .from(models)
      .where(eq(models.id, model.id));
    if (!row || row.engine === engine) return undefined;
    engine = row.engine;
  }
  return undefined;
}
