import { sql } from 'drizzle-orm';
import { cancelJob } from '../../jobs/cancel-job.ts';
import type { AvatarRow } from '../avatar-rows.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { removePhotosOf } from './remove-photos.ts';

/** Deletes the photos of an avatar that the caller owns, now. A job that still needs them is cancelled. */
export async function deletePhotos(context: BodiesContext, { id }: AvatarRow): Promise<void> {
  const { db } = context;
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM avatar.processing_jobs WHERE avatar_id = ${id} AND job_type = 'avatar:process-photos'
      AND status IN ('queued', 'processing')
      AND EXISTS (SELECT FROM avatar.photos p WHERE p.avatar_id = ${id} AND p.processed_at IS NULL)`);
  for (const job of rows) await cancelJob(db, job.id);
  // due from now on, should the store not take it or a backup hold the sweep off
  await db.execute(sql`
    UPDATE avatar.photos SET keep_until = clock_timestamp(), processed_at = coalesce(processed_at, clock_timestamp())
    WHERE avatar_id = ${id} AND state = 'stored'`);
  await removePhotosOf(context, id);
}
