import { sql } from 'drizzle-orm';
import { userOf } from '../auth/identities.ts';
import type { Principal } from '../auth/principal.ts';
import { inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { recordEvent } from '../events/record-event.ts';
import type { AvatarRow } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';

/** Whom an avatar is shared with. */
export interface Share {
  /** The token's `userId`. */
  userId: string;
  canView: boolean;
  createdAt: Date;
}

const MOST = 100;

/**
 * Lets a user of the same organization look at an avatar: details, measurements, model and pictures, not change
 * them. Doing it again changes nothing. The user need not have signed in yet.
 *
 * @throws Problem `invalid_value` for the owner themselves, or beyond a hundred
 */
export async function shareAvatar(
  { db }: BodiesContext,
  principal: Principal,
  avatar: AvatarRow,
  subject: string,
): Promise<Share> {
  return inTransaction(db, async (tx) => {
    await tx.execute(sql`SELECT FROM avatar.avatars WHERE id = ${avatar.id} FOR UPDATE`);
    // made here, so that a refusal leaves no user behind
    const userId = await userOf(tx, principal, subject);
    if (userId === avatar.userId) {
      throw new Problem('invalid_value', 'userId: it is your own avatar; share it with somebody else.');
    }
    const { rows: counted } = await tx.execute<{ n: number }>(
      sql`SELECT count(*)::int AS n FROM avatar.shares WHERE avatar_id = ${avatar.id} AND user_id <> ${userId}`,
    );
    if ((counted[0]?.n ?? 0) >= MOST) {
      throw new Problem('invalid_value', `userId: an avatar can be shared with ${MOST} users at most.`);
    }
    const { rows } = await tx.execute<{ created_at: string; fresh: boolean }>(sql`
      INSERT INTO avatar.shares (avatar_id, user_id) VALUES (${avatar.id}, ${userId})
      ON CONFLICT (avatar_id, user_id) DO UPDATE SET can_view = true
      RETURNING created_at, xmax = 0 AS fresh`);
    if (rows[0]?.fresh) {
      const { id, organizationId } = avatar;
      const payload = { avatarId: id, userId: avatar.userId, organizationId, sharedWith: userId };
      await recordEvent(tx, 'avatar.shared', payload);
    }
    return { userId: subject, canView: true, createdAt: new Date(rows[0]?.created_at ?? Date.now()) };
  });
}

export async function sharesOf({ db }: BodiesContext, avatar: AvatarRow): Promise<Share[]> {
  const { rows } = await db.execute<{ subject: string; can_view: boolean; created_at: string }>(sql`
    SELECT u.subject, s.can_view, s.created_at FROM avatar.shares s JOIN shared.users u ON u.id = s.user_id
    WHERE s.avatar_id = ${avatar.id} ORDER BY s.created_at`);
  return rows.map((row) => ({
    userId: row.subject,
    canView: row.can_view,
    createdAt: new Date(row.created_at),
  }));
}

/** Takes the right back; @param subject of one user, or of everybody when left out */
export async function unshareAvatar(
  { db }: BodiesContext,
  avatar: AvatarRow,
  subject: string | undefined,
): Promise<void> {
  const whom = subject === undefined ? sql`` : sql`AND u.subject = ${subject}`;
  await db.execute(sql`
    DELETE FROM avatar.shares s USING shared.users u
    WHERE s.avatar_id = ${avatar.id} AND u.id = s.user_id ${whom}`);
}
