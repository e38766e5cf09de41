import { sql } from 'drizzle-orm';
import { inTransaction } from '../../database/database.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { maySweep } from '../sweep-models.ts';
import type { DocumentEngine, ListedDocument, ModelDocuments } from './model-document.ts';

const PAGE = 500;

type Sweep = Pick<BodiesContext, 'db' | 'documents'>;

interface Model {
  id: string;
  engine: DocumentEngine | null;
  avatar: string | null;
  ready: boolean;
}

/**
 * Removes documents that no model speaks of: what came late, what a database that was lost or put back left behind,
 * and what was moved to another engine. And shows what a crash left unshown.
 *
 * The documents are listed first and the rows asked afterwards; a row is there before its document and numbers never
 * repeat, so absence is final.
 *
 * @param grace ms that a document without a row may lie
 * @returns how many documents went
 */
export async function sweepDocuments({ db, documents }: Sweep, grace: number): Promise<number> {
  let removed = 0;
  for (const store of documents.all) {
    for (let after: bigint | undefined; ; ) {
      const page = await store.list({ after, limit: PAGE });
      removed += await sweepPage({ db, documents }, store, page, grace);
      after = page.at(-1)?.modelId;
      if (page.length < PAGE) break;
    }
  }
  return removed;
}

async function sweepPage(
  { db }: Sweep,
  store: ModelDocuments,
  page: readonly ListedDocument[],
  grace: number,
): Promise<number> {
  const ids = page.map(({ modelId }) => String(modelId));
  const { rows } = await db.execute<Model & Record<string, unknown>>(sql`
    SELECT id, document_engine AS engine, avatar_id AS avatar, state = 'ready' AS ready
    FROM avatar.models WHERE id = ANY(${sql.param(ids)}::bigint[])`);
  const known = new Map(rows.map((row) => [BigInt(row.id), row]));
  const orphans: bigint[] = [];
  const moved: bigint[] = [];
  for (const { modelId, avatarId, createdAt } of page) {
    const row = known.get(modelId);
    if (!row) {
      if (createdAt.getTime() <= Date.now() - grace) orphans.push(modelId);
    } else if (row.engine !== null && row.engine !== store.engine) {
      moved.push(modelId);
    } else if (row.ready && row.avatar !== null && avatarId !== row.avatar) {
      await store.show({ modelId, avatarId: row.avatar });
    }
  }
  await store.remove(orphans);
  return orphans.length + (await removeMoved({ db }, store, moved));
}

/**
 * Removes documents whose models say that another engine keeps them. Under the locks of their rows, which who moves
 * them back holds meanwhile; a backup may still be copying them.
 */
export function removeMoved(
  { db }: Pick<Sweep, 'db'>,
  store: ModelDocuments,
  ids: readonly bigint[],
): Promise<number> {
  if (ids.length === 0) return Promise.resolve(0);
  return inTransaction(db, async (tx) => {
    if (!(await maySweep(tx))) return 0;
    const { rows } = await tx.execute<{ id: string }>(sql`
      SELECT id FROM avatar.models
      WHERE id = ANY(${sql.param(ids.map(String))}::bigint[]) AND document_engine <> ${store.engine}
      FOR UPDATE SKIP LOCKED`);
    await store.remove(
      rows.map(({ id }) => BigInt(id)),
      tx,
    );
    return rows.length;
  });
}
