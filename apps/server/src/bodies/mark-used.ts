import { sql } from 'drizzle-orm';
import { inTransaction } from '../database/database.ts';
import { recordEvent } from '../events/record-event.ts';
import type { AvatarRow } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';

/** A viewer asks for several files at once, and that is one use. */
const ONE_USE = "interval '1 minute'";

/** Notes that somebody took the model, for lists and for the services that follow events. */
export async function markUsed({ db }: BodiesContext, avatar: AvatarRow, userId: string): Promise<void> {
  if (avatar.lastUsedAt && Date.now() - avatar.lastUsedAt.getTime() < 60_000) return;
  await inTransaction(db, async (tx) => {
    const { rows } = await tx.execute(sql`
      UPDATE avatar.avatars SET last_used_at = clock_timestamp()
      WHERE id = ${avatar.id} AND (last_used_at IS NULL OR last_used_at < now() - ${sql.raw(ONE_USE)})
      RETURNING id`);
    if (rows.length === 0) return;
    const { id, organizationId } = avatar;
    await recordEvent(tx, 'avatar.used', { avatarId: id, userId, organizationId });
  });
}
