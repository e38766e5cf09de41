import { eq, sql } from 'drizzle-orm';
import { models } from '../../database/avatar-schema.ts';
import { inTransaction } from '../../database/database.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { type DocumentEngine, digestOf, type ModelDocument } from './model-document.ts';
import { removeMoved } from './sweep-documents.ts';

const BATCH = 50;

export interface MoveDocuments {
  from: DocumentEngine;
  to: DocumentEngine;
  /** Told after each document. */
  onProgress?: (moved: number, total: number) => void;
  signal?: AbortSignal;
}

export interface MovedDocuments {
  moved: number;
  /** Models whose document is not what their row remembers, or not there: left where they are. */
  damaged: bigint[];
}

/**
 * Moves documents from one engine to the other, each read back and compared with what its model's row remembers before
 * the row says that it has moved. Readers go on meanwhile; killed, it goes on where it was.
 */
export async function moveDocuments(
  context: Pick<BodiesContext, 'db' | 'documents'>,
  { from, to, onProgress, signal }: MoveDocuments,
): Promise<MovedDocuments> {
  const { db } = context;
  const source = context.documents.of(from);
  const { rows: counted } = await db.execute<{ total: number }>(
    sql`SELECT count(*)::int AS total FROM avatar.models WHERE document_engine = ${from} AND state <> 'replaced'`,
  );
  const total = counted[0]?.total ?? 0;
  const damaged: bigint[] = [];
  let moved = 0;
  for (let after = 0n; ; ) {
    const { rows } = await db.execute<{ id: string }>(sql`
      SELECT id FROM avatar.models
      WHERE document_engine = ${from} AND state <> 'replaced' AND id > ${String(after)}::bigint
      ORDER BY id LIMIT ${BATCH}`);
    const gone: bigint[] = [];
    for (const { id } of rows) {
      signal?.throwIfAborted();
      after = BigInt(id);
      const outcome = await moveDocument(context, { id: after, from, to });
      if (outcome === 'damaged') damaged.push(after);
      if (outcome !== 'moved') continue;
      gone.push(after);
      moved += 1;
      onProgress?.(moved, total);
    }
    // what a backup or a crash keeps now goes with the next cleanup
    await removeMoved({ db }, source, gone);
    if (rows.length < BATCH) return { moved, damaged };
  }
}

/** `over`: replaced or moved by somebody else meanwhile. */
async function moveDocument(
  { db, documents }: Pick<BodiesContext, 'db' | 'documents'>,
  { id, from, to }: { id: bigint; from: DocumentEngine; to: DocumentEngine },
): Promise<'moved' | 'damaged' | 'over'> {
  const target = documents.of(to);
  const result = await inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ sha256: Buffer; avatar: string | null; ready: boolean }>(sql`
      SELECT document_sha256 AS sha256, avatar_id AS avatar, state = 'ready' AS ready FROM avatar.models
      WHERE id = ${String(id)}::bigint AND document_engine = ${from} AND state <> 'replaced' FOR NO KEY UPDATE`);
    const row = rows[0];
    if (!row) return 'over' as const;
    const isWhole = (document: ModelDocument | undefined): document is ModelDocument =>
      document !== undefined && digestOf(document).sha256.equals(row.sha256);
    const document = await documents.of(from).get(id, tx);
    if (!isWhole(document)) return 'damaged' as const;
    await target.put({ document, tx });
    if (!isWhole(await target.get(id, tx))) {
      // another one was there, of which no row speaks
      await target.remove([id], tx);
      await target.put({ document, tx });
      if (!isWhole(await target.get(id, tx))) throw new Error(`model ${id} does not read back from ${to}`);
    }
    await tx.update(models).set({ documentEngine: to }).where(eq(models.id, id));
    return row;
  });
  if (typeof result === 'string') return result;
  if (result.ready && result.avatar !== null) await target.show({ modelId: id, avatarId: result.avatar });
  return 'moved';
}
