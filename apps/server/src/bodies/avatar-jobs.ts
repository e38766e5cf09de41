import { sql } from 'drizzle-orm';
import { mayRuleOrganization, type Principal } from '../auth/principal.ts';
import type { Database } from '../database/database.ts';
import { findJob, type JobSummary } from '../jobs/list-jobs.ts';

/** A job of an avatar that is the caller's own, or of their organization when they rule it. */
export async function jobFor(
  db: Database,
  principal: Principal,
  { avatarId, jobId }: { avatarId: string; jobId: string },
): Promise<JobSummary | undefined> {
  const { rows } = await db.execute<{ user_id: string }>(sql`
    SELECT a.user_id FROM avatar.processing_jobs j JOIN avatar.avatars a ON a.id = j.avatar_id
    WHERE j.id = ${jobId} AND a.id = ${avatarId} AND a.organization_id = ${principal.organizationId}`);
  const owner = rows[0]?.user_id;
  if (owner === undefined) return undefined;
  return owner === principal.userId || mayRuleOrganization(principal) ? findJob(db, jobId) : undefined;
}
