import { sql } from 'drizzle-orm';
import { mayRuleOrganization, type Principal } from '../auth/principal.ts';
import { CACHE } from '../cache/cache-keys.ts';
import type { Cache } from '../cache/open-cache.ts';
import type { Database } from '../database/database.ts';
import { findJob, type JobSummary } from '../jobs/list-jobs.ts';

/**
 * A job of an avatar that is the caller's own, or of their organization when they rule it.
 *
 * @param which `avatarId`: only when it is that avatar's
 */
export async function jobFor(
  { db, cache }: { db: Database; cache: Cache },
  principal: Principal,
  { avatarId, jobId }: { avatarId?: string; jobId: string },
): Promise<JobSummary | undefined> {
  const { rows } = await db.execute<{ user_id: string; avatar_id: string; changed: string }>(sql`
    SELECT a.user_id, j.avatar_id, j.xmin::text || j.ctid::text AS changed FROM avatar.processing_jobs j JOIN avatar.avatars a ON a.id = j.avatar_id
    WHERE j.id = ${jobId} AND a.organization_id = ${principal.organizationId}
      AND ${avatarId === undefined ? sql`true` : sql`a.id = ${avatarId}`}`);
  const [row] = rows;
  if (row === undefined) return undefined;
  if (row.user_id !== principal.userId && !mayRuleOrganization(principal)) return undefined;
  // which version of the row, whatever was written: polls between two changes read nothing more
  const state = `${jobId}/${row.changed}`;
  const found = await cache.remember(CACHE.processing(row.avatar_id), state, async () => findJob(db, jobId));
  return found ?? findJob(db, jobId);
}

/** Whether an avatar is the caller's own. */
export async function isOwner(
  db: Database,
  { userId }: Pick<Principal, 'userId'>,
  avatarId: string,
): Promise<boolean> {
  const { rows } = await db.execute(
    sql`SELECT FROM avatar.avatars WHERE id = ${avatarId} AND user_id = ${userId} AND deleted_at IS NULL`,
  );
  return rows.length > 0;
}
