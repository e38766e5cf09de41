import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** Removes answers kept for `Idempotency-Key` whose day is over, sign-in codes that nobody used, and old sessions. */
export async function forgetExpired(db: Database): Promise<void> {
  await db.execute(sql`DELETE FROM shared.idempotency_keys WHERE created_at < now() - interval '24 hours'`);
  await db.execute(sql`DELETE FROM shared.sign_in_codes WHERE expires_at < now()`);
  await db.execute(sql`DELETE FROM shared.sessions WHERE expires_at < now()`);
}
