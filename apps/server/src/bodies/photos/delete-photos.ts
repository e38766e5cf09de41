import { eq, sql } from 'drizzle-orm';
import { photos } from '../../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../../database/database.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import { openJson, sealJson } from '../../sealing/seal.ts';
import { type AvatarRow, lockAvatar, openMeasurements } from '../avatar-rows.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { contextOf, type SealedPhoto } from '../sealed-records.ts';
import { removePhotosOf } from './remove-photos.ts';

/**
 * Deletes the photos of an avatar that the caller owns, now, and what was seen in them; why they were refused stays.
 * A job that still needs them is cancelled.
 */
export async function deletePhotos(context: BodiesContext, avatar: AvatarRow): Promise<void> {
  // nobody is shown them from here on, should the store not take it or a backup hold the sweep off
  await inTransaction(context.db, (tx) => forgetPhotos(tx, context, avatar));
  await cancelReading(context, avatar);
  await removePhotosOf(context, avatar.id);
}

/** Cancels the jobs that read the photos of an avatar. Once they have been read, what is left to do needs none. */
export async function cancelReading(
  { db, sealing }: BodiesContext,
  avatar: Pick<AvatarRow, 'id' | 'userId'>,
): Promise<void> {
  const { given } = await openMeasurements(db, sealing, avatar);
  if (given.photo) return;
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT id FROM avatar.processing_jobs WHERE avatar_id = ${avatar.id} AND job_type = 'avatar:process-photos'
      AND status IN ('queued', 'processing')`);
  for (const { id } of rows) await cancelJob(db, id);
}

/** Marked, so that nobody is told of a photo that is going. */
async function forgetPhotos(
  tx: Transaction,
  { sealing }: BodiesContext,
  { id: avatarId, userId }: AvatarRow,
): Promise<void> {
  // the avatar's row before the photos', as a job that keeps what it saw takes them
  await lockAvatar(tx, avatarId);
  const seal = await sealing.of(userId, tx);
  const rows = await tx.select().from(photos).where(eq(photos.avatarId, avatarId)).for('update');
  for (const { id, sealed } of rows) {
    const name = contextOf.photo(id);
    const record: SealedPhoto | null = sealed && { ...openJson<SealedPhoto>(seal, sealed, name), seen: null };
    await tx.execute(sql`
      UPDATE avatar.photos SET sealed = ${record && sealJson(seal, record, name)},
        processed_at = coalesce(processed_at, clock_timestamp()),
        keep_until = least(keep_until, clock_timestamp()),
        state = CASE WHEN state = 'stored' THEN 'removing' ELSE state END WHERE id = ${id}`);
  }
}
