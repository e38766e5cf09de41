import { type SQL, sql } from 'drizzle-orm';
import { inTransaction } from '../../database/database.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { maySweep } from '../sweep-models.ts';

type Sweep = Pick<BodiesContext, 'db' | 'store'>;

const BATCH = 100;
/** No upload takes this long; an older photo that no avatar has was left by a crash. */
const ABANDONED = "interval '1 hour'";

/** Photos whose time is over: read or waited for long enough, left over, or of an avatar that is gone. */
const DUE = sql`(state = 'removing'
  OR state = 'pending' AND uploaded_at < now() - ${sql.raw(ABANDONED)}
  OR state <> 'pending' AND avatar_id IS NULL
  OR state = 'stored' AND keep_until <= now() AND (processed_at IS NOT NULL OR NOT EXISTS (
    SELECT FROM avatar.processing_jobs j WHERE j.avatar_id = p.avatar_id
      AND j.job_type = 'avatar:process-photos' AND j.status IN ('queued', 'processing'))))`;

/** Everything that is due. @returns how many objects went */
export const removeDuePhotos = (context: Sweep): Promise<number> => removePhotos(context, DUE);

/** What is due of one avatar. @returns how many objects went */
export const removeDuePhotosOf = (context: Sweep, avatarId: string): Promise<number> =>
  removePhotos(context, sql`p.avatar_id = ${avatarId} AND ${DUE}`);

/** Whatever an avatar has, due or not. @returns how many objects went */
export const removePhotosOf = (context: Sweep, avatarId: string): Promise<number> =>
  removePhotos(context, sql`p.avatar_id = ${avatarId} AND state IN ('stored', 'removing')`);

/** Those of these that no avatar has taken. @returns how many objects went */
export const removePendingPhotos = (context: Sweep, ids: readonly string[]): Promise<number> =>
  removePhotos(context, sql`p.id = ANY(${sql.param(ids)}::uuid[]) AND state = 'pending'`);

/** These, whatever they are. @returns how many objects went */
export const removePhotosById = (context: Sweep, ids: readonly string[]): Promise<number> =>
  ids.length === 0 ? Promise.resolve(0) : removePhotos(context, sql`p.id = ANY(${sql.param(ids)}::uuid[])`);

/**
 * Marked first, then the objects, then the rows: nobody is told of a photo that is going, and what a crash leaves is
 * `removing` and found again. The row of a photo whose avatar is there stays, with what was seen in it.
 */
async function removePhotos({ db, store }: Sweep, which: SQL): Promise<number> {
  let removed = 0;
  for (;;) {
    const marked = await inTransaction(db, async (tx) => {
      // a backup may be copying them
      if (!(await maySweep(tx))) return [];
      const { rows } = await tx.execute<{ id: string; key: string }>(sql`
        UPDATE avatar.photos SET state = 'removing', keep_until = least(keep_until, clock_timestamp()) WHERE id IN (
          SELECT p.id FROM avatar.photos p WHERE ${which} AND NOT (state = 'deleted' AND avatar_id IS NOT NULL)
          ORDER BY p.id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED)
        RETURNING id, original_key AS key`);
      return rows;
    });
    if (marked.length === 0) return removed;
    await store.delete({ keys: marked.map(({ key }) => key) });
    const ids = sql`${sql.param(marked.map(({ id }) => id))}::uuid[]`;
    await db.execute(sql`
      UPDATE avatar.photos SET state = 'deleted', deleted_at = clock_timestamp()
      WHERE id = ANY(${ids}) AND state = 'removing' AND avatar_id IS NOT NULL`);
    await db.execute(
      sql`DELETE FROM avatar.photos WHERE id = ANY(${ids}) AND state = 'removing' AND avatar_id IS NULL`,
    );
    removed += marked.length;
    if (marked.length < BATCH) return removed;
  }
}

/**
 * Removes objects of photos that no row speaks of. The objects are listed first and the rows asked afterwards; ids
 * never repeat, so absence is final.
 *
 * @returns how many objects went
 */
export async function removeOrphanPhotos({ db, store }: Sweep, grace: number): Promise<number> {
  let removed = 0;
  let cursor: string | undefined;
  do {
    const page = await store.list({ prefix: 'photos/', ...(cursor === undefined ? {} : { cursor }) });
    cursor = page.cursor;
    const old = page.objects.filter(({ modifiedAt }) => modifiedAt.getTime() <= Date.now() - grace);
    const keys = old.map(({ key }) => key);
    const { rows } = await db.execute<{ key: string }>(sql`
      SELECT original_key AS key FROM avatar.photos
      WHERE original_key = ANY(${sql.param(keys)}::text[]) AND state <> 'deleted'`);
    const known = new Set(rows.map(({ key }) => key));
    const orphans = keys.filter((key) => !known.has(key));
    if (orphans.length > 0) await store.delete({ keys: orphans });
    removed += orphans.length;
  } while (cursor !== undefined);
  return removed;
}
