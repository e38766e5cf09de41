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
 * Removes models that no avatar shows. Marked first, in a transaction of its own, which passes over one that somebody
 * puts an object to; then document and objects, while no connection waits for the store; then the row. `replaced` is for
 * ever and numbers never repeat: several may remove the same, and what a crash leaves is found again.
 *
 * @param among only these; by default every one
 * @returns how many went
 */
export async function removeModels(context: Sweep, among?: readonly bigint[]): Promise<number> {
  if (among?.length === 0) return 0;
  const { db, store, documents } = context;
  let removed = 0;
  for (;;) {
    const ids = await mark(db, among);
    if (ids.length === 0) return removed;
    for (const id of ids) await deletePrefix(store, modelPrefix(id));
    for (const engine of documents.all) await engine.remove(ids);
    const { rowCount } = await db.execute(
      sql`DELETE FROM avatar.models WHERE id = ANY(${sql.param(ids.map(String))}::bigint[]) AND state = 'replaced'`,
    );
    removed += rowCount ?? 0;
    if (ids.length < BATCH) return removed;
  }
}

function mark(db: Objects['db'], among?: readonly bigint[]): Promise<bigint[]> {
  const only = among ? sql`AND id = ANY(${sql.param(among.map(String))}::bigint[])` : sql``;
  return inTransaction(db, async (tx) => {
    if (!(await maySweep(tx))) return [];
    const { rows } = await tx.execute<{ id: string }>(sql`
      UPDATE avatar.models SET state = 'replaced' WHERE id IN (
        SELECT id FROM avatar.models
        WHERE (state = 'replaced' OR avatar_id IS NULL
          OR state = 'pending' AND ${among ? sql`true` : sql`changed_at < now() - ${sql.raw(ABANDONED)}`}) ${only}
        ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
      RETURNING id`);
    return rows.map(({ id }) => BigInt(id));
  });
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
