import { and, eq, isNotNull, sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { avatars } from '../database/avatar-schema.ts';
import { inTransaction } from '../database/database.ts';
import { auditLog } from '../database/schema.ts';
import { Problem } from '../errors.ts';
import { recordEvent } from '../events/record-event.ts';
import { type AvatarRow, lockAvatar, nextVersion, type VersionCheck } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { cancelReading } from './photos/delete-photos.ts';
import { removePhotosById } from './photos/remove-photos.ts';
import { removeModels } from './sweep-models.ts';

export interface DeleteAvatar {
  principal: Principal;
  requestId: string;
  id: string;
  /** Erases at once; otherwise it can be restored within `LIKENESS_UNDO_DAYS`. */
  hard: boolean;
  check?: VersionCheck;
}

/**
 * Deletes an avatar: its owner softly or for good, an admin of the organization for good only. Links and shares of
 * a deleted avatar open nothing.
 *
 * @throws Problem `avatar_not_found`, `forbidden`, `precondition_failed`
 */
export async function deleteAvatar(context: BodiesContext, request: DeleteAvatar): Promise<void> {
  const { principal, hard, id } = request;
  const avatar = await deletable(context, principal, id, hard);
  const { models: orphans, photos } = await inTransaction(context.db, async (tx) => {
    const now = await lockAvatar(tx, id);
    request.check?.(now.version);
    const { rows } = hard
      ? await tx.execute<{ id: string }>(sql`
          UPDATE avatar.models SET state = 'replaced', changed_at = clock_timestamp()
          WHERE avatar_id = ${id} RETURNING id`)
      : { rows: [] };
    // softly deleted, those that were read stay as long as they would have
    const { rows: pictures } = await tx.execute<{ id: string }>(sql`
      UPDATE avatar.photos SET state = 'removing', keep_until = least(keep_until, clock_timestamp())
      WHERE avatar_id = ${id} AND ${hard ? sql`true` : sql`state = 'stored' AND processed_at IS NULL`}
      RETURNING id`);
    await recordEvent(tx, 'avatar.deleted', {
      avatarId: id,
      userId: avatar.userId,
      organizationId: avatar.organizationId,
      erased: hard,
    });
    await tx.insert(auditLog).values({
      organizationId: avatar.organizationId,
      actorId: principal.userId,
      action: hard ? 'avatar.erased' : 'avatar.deleted',
      subject: id,
      requestId: request.requestId,
    });
    if (hard) await tx.delete(avatars).where(eq(avatars.id, id));
    else {
      await tx
        .update(avatars)
        .set({ deletedAt: sql`clock_timestamp()`, isDefault: false, ...nextVersion() })
        .where(eq(avatars.id, id));
      await tx.execute(sql`DELETE FROM avatar.links WHERE avatar_id = ${id}`);
    }
    return { models: rows.map((row) => BigInt(row.id)), photos: pictures.map((row) => row.id) };
  });
  if (!hard) await cancelReading(context, avatar).catch(() => {});
  // done already: what the store does not take now goes with the next cleanup
  await removeModels(context, orphans).catch(() => 0);
  await removePhotosById(context, photos).catch(() => 0);
}

/** The owner's, deleted ones as well when they are to be erased; of others an admin may only erase. */
async function deletable(
  { db }: BodiesContext,
  principal: Principal,
  id: string,
  hard: boolean,
): Promise<AvatarRow> {
  const [avatar] = await db
    .select()
    .from(avatars)
    .where(and(eq(avatars.id, id), eq(avatars.organizationId, principal.organizationId)));
  const own = avatar?.userId === principal.userId;
  if (!avatar || (avatar.deletedAt && !hard)) throw new Problem('avatar_not_found');
  if (own || (principal.role === 'admin' && hard)) return avatar;
  const { rows } = await db.execute(
    sql`SELECT FROM avatar.shares WHERE avatar_id = ${id} AND user_id = ${principal.userId} AND can_view`,
  );
  if (rows.length === 0 || avatar.deletedAt) throw new Problem('avatar_not_found');
  throw new Problem('forbidden', 'This avatar is shared with you to look at; only its owner may delete it.');
}

/**
 * Brings a softly deleted avatar back.
 *
 * @throws Problem `avatar_not_found` when there is none to bring back
 */
export async function restoreAvatar(
  { db, config }: BodiesContext,
  principal: Principal,
  id: string,
): Promise<AvatarRow> {
  const [restored] = await db
    .update(avatars)
    .set({ deletedAt: null, ...nextVersion() })
    .where(
      and(
        eq(avatars.id, id),
        eq(avatars.userId, principal.userId),
        isNotNull(avatars.deletedAt),
        sql`${avatars.deletedAt} > now() - ${config.cleanup.undo} * interval '1 ms'`,
      ),
    )
    .returning();
  if (!restored) throw new Problem('avatar_not_found');
  return restored;
}

/** Erases what was deleted before the undo window began, a batch. Models and photos go with the next sweep. @returns how many */
export function eraseDeleted({ db, config }: Pick<BodiesContext, 'db' | 'config'>): Promise<number> {
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ id: string; user_id: string; organization_id: string }>(sql`
      DELETE FROM avatar.avatars WHERE id IN (
        SELECT id FROM avatar.avatars
        WHERE deleted_at < now() - ${config.cleanup.undo} * interval '1 ms' LIMIT 500 FOR UPDATE SKIP LOCKED)
      RETURNING id, user_id, organization_id`);
    for (const { id, user_id: userId, organization_id: organizationId } of rows) {
      await recordEvent(tx, 'avatar.deleted', { avatarId: id, userId, organizationId, erased: true });
    }
    return rows.length;
  });
}
