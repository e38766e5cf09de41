import { eq } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { avatars } from '../database/avatar-schema.ts';
import { inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { enqueueJob } from '../jobs/enqueue-job.ts';
import { priorityOf } from '../jobs/job-types.ts';
import { type AvatarRow, lockAvatar, nextVersion, openMeasurements } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { checkBody } from './check-body.ts';
import { isKept, photosOf } from './photos/photo-rows.ts';

/**
 * Tries again to make the model of an avatar in error that the caller owns: from its photos while they are kept, or
 * from what is known without them.
 *
 * @returns the job's id
 * @throws Problem `nothing_to_retry`, `photos_gone`
 */
export async function retryAvatar(
  { db, sealing }: BodiesContext,
  principal: Principal,
  avatar: AvatarRow,
): Promise<string> {
  const { given, source } = await openMeasurements(db, sealing, avatar);
  return inTransaction(db, async (tx) => {
    const now = await lockAvatar(tx, avatar.id);
    if (now.status !== 'error' || now.deletedAt) throw new Problem('nothing_to_retry');
    const unread = given.photo === null;
    const kept = unread && (await photosOf(tx, avatar.id)).some((row) => row.type === 'front' && isKept(row));
    // what was typed since may be enough; what came with the photos was not meant to be
    const typed = source === 'manual' && checkBody(given).result !== null;
    if (unread && !kept && !typed) throw new Problem('photos_gone');
    const jobId = await enqueueJob(tx, {
      avatarId: avatar.id,
      jobType: kept ? 'avatar:process-photos' : 'avatar:regenerate-model',
      priority: priorityOf(principal.role),
    });
    await tx
      .update(avatars)
      .set({ status: 'processing', ...nextVersion() })
      .where(eq(avatars.id, avatar.id));
    return jobId;
  });
}
