import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** Removes answers kept for `Idempotency-Key` whose day is over, sign-ins that nobody finished, old sessions, and
 * what webhooks were told a week ago, or were not told because they are off. */
export async function forgetExpired(db: Database): Promise<void> {
  await db.execute(sql`DELETE FROM shared.idempotency_keys WHERE created_at < now() - interval '24 hours'`);
  await db.execute(sql`DELETE FROM shared.sign_in_codes WHERE expires_at < now()`);
  await db.execute(sql`DELETE FROM shared.oidc_sign_ins WHERE expires_at < now()`);
  await db.execute(sql`
    DELETE FROM shared.webhook_deliveries d USING shared.webhooks w
    WHERE w.id = d.webhook_id AND d.next_at < now() - interval '7 days' AND (d.status <> 'pending' OR NOT w.active)`);
  await db.execute(sql`DELETE FROM shared.sessions WHERE expires_at < now()`);
}
