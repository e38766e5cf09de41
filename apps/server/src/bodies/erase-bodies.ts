import { sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { inTransaction, type Transaction } from '../database/database.ts';
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
  const erased = await eraseBodiesOf(context, principal, { userId: principal.userId, requestId });
  return erased.bodies;
}

export interface ErasedBodies {
  bodies: number;
  /** Those that were still kept. */
  photos: number;
  /** Of models, pictures of them and photos. */
  bytes: number;
  keysDestroyed: number;
}

/** The same of anybody, and tells what went. @param by who asked for it; null for the operator */
export async function eraseBodiesOf(
  context: BodiesContext,
  { userId, organizationId }: Pick<Principal, 'userId' | 'organizationId'>,
  by: { userId: string | null; requestId: string },
): Promise<ErasedBodies> {
  const { erased, models, photos } = await inTransaction(context.db, async (tx) => {
    await lockAvatarsOf(tx, userId);
    const before = await keptOf(tx, userId);
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
    await tx.insert(auditLog).values({
      organizationId,
      actorId: by.userId,
      action: 'bodies.erased',
      subject: userId,
      requestId: by.requestId,
    });
    return {
      erased: { ...before, bodies: rows.length },
      models: gone.map(({ id }) => BigInt(id)),
      photos: pictures.map(({ id }) => id),
    };
  });
  // done already: what the store does not take now goes with the next cleanup
  await removeModels(context, models).catch(() => 0);
  await removePhotosById(context, photos).catch(() => 0);
  return erased;
}

async function keptOf(tx: Transaction, userId: string): Promise<Omit<ErasedBodies, 'bodies'>> {
  const { rows } = await tx.execute<Record<'photos' | 'bytes' | 'keys', string>>(sql`
    WITH theirs AS (
      SELECT m.id, m.document_bytes FROM avatar.models m JOIN avatar.avatars a ON a.id = m.avatar_id
      WHERE a.user_id = ${userId}),
    kept AS (SELECT file_size FROM avatar.photos WHERE user_id = ${userId} AND state IN ('pending', 'stored'))
    SELECT (SELECT count(*) FROM kept) AS photos,
      (SELECT coalesce(sum(file_size), 0) FROM kept)
        + (SELECT coalesce(sum(document_bytes), 0) FROM theirs)
        + (SELECT coalesce(sum(r.bytes), 0) FROM avatar.renditions r JOIN theirs ON theirs.id = r.model_id) AS bytes,
      (SELECT count(*) FROM shared.user_keys WHERE user_id = ${userId}) AS keys`);
  const [row] = rows;
  return {
    photos: Number(row?.photos ?? 0),
    bytes: Number(row?.bytes ?? 0),
    keysDestroyed: Number(row?.keys ?? 0),
  };
}
