import { sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { inTransaction } from '../database/database.ts';
import { auditLog, outbox } from '../database/schema.ts';
import { recordEvent } from '../events/record-event.ts';
import { OUTBOX_CHANNEL } from '../jobs/enqueue-job.ts';
import { lockAvatarsOf } from './allowance.ts';
import type { BodiesContext } from './bodies-context.ts';
import { removePhotosById } from './photos/remove-photos.ts';
import { removeModels } from './sweep-models.ts';

/**
 * Forgets everything about the caller's body for good: every avatar, deleted ones as well, with measurements, models,
 * pictures and photos; and destroys the key that they were sealed with, so that copies anywhere open no more.
 *
 * @returns how many avatars there were
 */
export async function eraseBodies(
  context: BodiesContext,
  principal: Principal,
  requestId: string,
): Promise<number> {
  const { userId, organizationId } = principal;
  const { erased, models, photos } = await inTransaction(context.db, async (tx) => {
    await lockAvatarsOf(tx, userId);
    const { rows: gone } = await tx.execute<{ id: string }>(sql`
      UPDATE avatar.models m SET state = 'replaced', changed_at = clock_timestamp()
      FROM avatar.avatars a WHERE a.id = m.avatar_id AND a.user_id = ${userId} RETURNING m.id`);
    // also those that are on their way in, and before the key: what is sealed with it is found
    const { rows: pictures } = await tx.execute<{ id: string }>(
      sql`UPDATE avatar.photos SET state = 'removing', keep_until = least(keep_until, clock_timestamp())
          WHERE user_id = ${userId} RETURNING id`,
    );
    const { rows } = await tx.execute<{ id: string }>(
      sql`DELETE FROM avatar.avatars WHERE user_id = ${userId} RETURNING id`,
    );
    await context.sealing.destroy(tx, userId);
    for (const { id } of rows) {
      await recordEvent(tx, 'avatar.deleted', { avatarId: id, userId, organizationId, erased: true });
    }
    // also when nothing was left: backups may hold what was there before
    await tx
      .insert(outbox)
      .values({ topic: 'bodies.erased', payload: { userId }, createdAt: sql`clock_timestamp()` });
    await tx.execute(sql`SELECT pg_notify(${OUTBOX_CHANNEL}, '')`);
    await tx
      .insert(auditLog)
      .values({ organizationId, actorId: userId, action: 'bodies.erased', subject: userId, requestId });
    return {
      erased: rows.length,
      models: gone.map(({ id }) => BigInt(id)),
      photos: pictures.map(({ id }) => id),
    };
  });
  // done already: what the store does not take now goes with the next cleanup
  await removeModels(context, models).catch(() => 0);
  await removePhotosById(context, photos).catch(() => 0);
  return erased;
}
