import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';

/** Removes what was delivered a week ago. */
export async function forgetDelivered(db: Database): Promise<void> {
  await db.execute(sql`DELETE FROM shared.outbox WHERE delivered_at < now() - interval '7 days'`);
}
