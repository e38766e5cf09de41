import { sql } from 'drizzle-orm';
import { SESSIONS_CHANNEL } from '../auth/sessions.ts';
import { type Database, inTransaction } from '../database/database.ts';
import { outbox } from '../database/schema.ts';
import { erasedName } from '../entities/erased-name.ts';
import { OUTBOX_CHANNEL } from '../jobs/enqueue-job.ts';

/** The PostgreSQL channel that tells every process of somebody who was erased; the payload is their id. */
export const PEOPLE_CHANNEL = 'likeness_people';

/**
 * Forgets what a person is called, who shares with them, what they were answered and where they are signed in. The row
 * stays under its id, which the audit log speaks of; whoever comes with the old name is somebody new.
 */
export async function forgetPerson(db: Database, userId: string): Promise<void> {
  await inTransaction(db, async (tx) => {
    await tx.execute(sql`
      UPDATE shared.users SET subject = ${erasedName(userId)}, legacy_avatar_url = NULL,
        erased_at = coalesce(erased_at, clock_timestamp())
      WHERE id = ${userId}`);
    await tx.execute(sql`UPDATE shared.entities SET name = ${erasedName(userId)} WHERE id = ${userId}`);
    await tx.execute(
      sql`UPDATE shared.entities SET owner_id = NULL WHERE owner_id = ${userId} AND owner_id <> id`,
    );
    await tx.execute(sql`DELETE FROM avatar.shares WHERE user_id = ${userId}`);
    await tx.execute(sql`DELETE FROM shared.idempotency_keys WHERE user_id = ${userId}`);
    await tx.execute(sql`
      WITH ended AS (DELETE FROM shared.sessions WHERE user_id = ${userId} RETURNING id)
      SELECT pg_notify(${SESSIONS_CHANNEL}, id::text) FROM ended`);
    // also when it was done already: backups may hold what was there before
    await tx
      .insert(outbox)
      .values({ topic: 'person.erased', payload: { userId }, createdAt: sql`clock_timestamp()` });
    await tx.execute(sql`SELECT pg_notify(${OUTBOX_CHANNEL}, ''), pg_notify(${PEOPLE_CHANNEL}, ${userId})`);
  });
}
