import { type SQL, sql } from 'drizzle-orm';
import { deletePrefix } from '../cleanup/delete-prefix.ts';
import { SWEEP_LOCK } from '../database/advisory-locks.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
import type { BodiesContext } from './bodies-context.ts';
import { modelPrefix } from './models.ts';

const BATCH = 100;
/** No job works this long on a model; an older one that is pending was left by a crash. */
const ABANDONED = "interval '1 hour'";

type Objects = Pick<BodiesContext, 'db' | 'store'>;
type Sweep = Objects & Pick<BodiesContext, 'documents'>;

/**
 * Removes models that no avatar shows: the document and the objects first, then the row. What a crash leaves is found again.
 *
 * @param among only these; by default every one
 * @returns how many went
 */
export async function removeModels(context: Sweep, among?: readonly bigint[]): Promise<number> {
  if (among?.length === 0) return 0;
  const only = among ? sql`AND id = ANY(${sql.param(among.map(String))}::bigint[])` : sql``;
  let removed = 0;
  for (;;) {
    const count = await inTransaction(context.db, async (tx) => {
      if (!(await maySweep(tx))) return 0;
      const { rows } = await tx.execute<{ id: string }>(sql`
        SELECT id FROM avatar.models
        WHERE (state = 'replaced' OR avatar_id IS NULL
          OR state = 'pending' AND ${among ? sql`true` : sql`changed_at < now() - ${sql.raw(ABANDONED)}`}) ${only}
        ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
      for (const { id } of rows) await deletePrefix(context.store, modelPrefix(BigInt(id)));
      const ids = rows.map(({ id }) => id);
      for (const documents of context.documents.all) await documents.remove(ids.map(BigInt), tx);
      await tx.execute(sql`DELETE FROM avatar.models WHERE id = ANY(${sql.param(ids)}::bigint[])`);
      return rows.length;
    });
    removed += count;
    if (count < BATCH) return removed;
  }
}

/**
 * Removes renditions that can be made again or have had their time.
 *
 * @param which of `avatar.renditions`
 * @returns how many went
 */
export async function removeRenditions({ db, store }: Objects, which: SQL): Promise<number> {
  // the rows first: a row whose object is gone would be a lie, an object without a row goes with its model
  const keys = await inTransaction(db, async (tx) => {
    if (!(await maySweep(tx))) return [];
    const { rows } = await tx.execute<{ key: string }>(
      sql`DELETE FROM avatar.renditions WHERE ${which} RETURNING key`,
    );
    return rows.map(({ key }) => key);
  });
  if (keys.length > 0) await store.delete({ keys });
  return keys.length;
}

/** A backup holds this lock exclusively: what it copies is removed afterwards. */
export async function maySweep(tx: Transaction): Promise<boolean> {
  const { rows } = await tx.execute<{ free: boolean }>(
    sql`SELECT pg_try_advisory_xact_lock_shared(${SWEEP_LOCK}::bigint) AS free`,
  );
  return rows[0]?.free === true;
}

/**
 * Removes objects of bodies that no model speaks of: what a database that was lost or put back left behind. The
 * objects are listed first and the rows asked afterwards; ids never repeat, so absence is final.
 *
 * @returns how many objects went
 */
export async function removeOrphanBodies({ db, store }: Objects, grace: number): Promise<number> {
  let removed = 0;
  let cursor: string | undefined;
  do {
    const page = await store.list({ prefix: 'bodies/', ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.cursor;
    const old = page.objects.filter(({ modifiedAt }) => modifiedAt.getTime() <= Date.now() - grace);
    const byId = new Map<string, string[]>();
    for (const { key } of old) {
      const [, id] = /^bodies\/[0-9a-f]{2}\/(\d{1,19})\/[^/]+$/.exec(key) ?? [];
      if (id !== undefined) byId.set(id, [...(byId.get(id) ?? []), key]);
    }
    const { rows } = await db.execute<{ id: string }>(
      sql`SELECT id FROM avatar.models WHERE id = ANY(${sql.param([...byId.keys()])}::bigint[])`,
    );
    for (const { id } of rows) byId.delete(id);
    const keys = [...byId.values()].flat();
    if (keys.length > 0) await store.delete({ keys });
    removed += keys.length;
  } while (cursor !== undefined);
  return removed;
}
