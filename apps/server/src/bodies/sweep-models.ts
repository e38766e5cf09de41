import { sql } from 'drizzle-orm';
import { deletePrefix } from '../cleanup/delete-prefix.ts';
import { inTransaction } from '../database/database.ts';
import type { BodiesContext } from './bodies-context.ts';
import { modelPrefix } from './models.ts';

const BATCH = 100;
/** No job works this long on a model; an older one that is pending was left by a crash. */
const ABANDONED = "interval '1 hour'";

type Sweep = Pick<BodiesContext, 'db' | 'store'>;

/**
 * Removes models that no avatar shows: the objects first, then the row. What a crash leaves is found again.
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
      const { rows } = await tx.execute<{ id: string }>(sql`
        SELECT id FROM avatar.models
        WHERE (state = 'replaced' OR avatar_id IS NULL
          OR state = 'pending' AND ${among ? sql`true` : sql`changed_at < now() - ${sql.raw(ABANDONED)}`}) ${only}
        ORDER BY id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`);
      for (const { id } of rows) await deletePrefix(context.store, modelPrefix(BigInt(id)));
      const ids = rows.map(({ id }) => id);
      await tx.execute(sql`DELETE FROM avatar.models WHERE id = ANY(${sql.param(ids)}::bigint[])`);
      return rows.length;
    });
    removed += count;
    if (count < BATCH) return removed;
  }
}
