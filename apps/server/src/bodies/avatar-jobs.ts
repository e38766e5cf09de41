import { sql } from 'drizzle-orm';
import { mayRuleOrganization, type Principal } from '../auth/principal.ts';
import type { Database } from '../database/database.ts';
import { findJob, type JobStatus, type JobSummary } from '../jobs/list-jobs.ts';

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

/** An organization's jobs, the youngest first. */
export async function jobsOfOrganization(
  db: Database,
  organizationId: string,
  { status, limit }: { status?: JobStatus | undefined; limit: number },
): Promise<JobSummary[]> {
  const { rows } = await db.execute<{ id: string }>(sql`
    SELECT j.id FROM avatar.processing_jobs j JOIN avatar.avatars a ON a.id = j.avatar_id
    WHERE a.organization_id = ${organizationId} ${status ? sql`AND j.status = ${status}` : sql``}
    ORDER BY j.created_at DESC LIMIT ${limit}`);
  const jobs = await Promise.all(rows.map(({ id }) => findJob(db, id)));
  return jobs.filter((job) => job !== undefined);
}
