import { sql } from 'drizzle-orm';
import type { JOB_STATUSES } from '../database/avatar-schema.ts';
import type { Database } from '../database/database.ts';

export type JobStatus = (typeof JOB_STATUSES)[number];

/** A job as the operator sees it. Times are ISO 8601. */
export interface JobSummary extends Record<string, unknown> {
  id: string;
  avatarId: string;
  jobType: string;
  status: JobStatus;
  priority: number;
  /** Percent. */
  progress: number;
  currentStep: string | null;
  attempts: number;
  maxAttempts: number;
  /** A code of the error catalogue, and its sentence. */
  errorCode: string | null;
  errorMessage: string | null;
  /** Ids only. */
  result: Record<string, unknown> | null;
  createdAt: string;
  startedAt: string | null;
  completedAt: string | null;
  durationMs: number | null;
}

const at = (column: string) =>
  sql.raw(`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`);
const COLUMNS = sql`id, avatar_id AS "avatarId", job_type AS "jobType", status, priority, progress,
  current_step AS "currentStep", attempts, max_attempts AS "maxAttempts", error_code AS "errorCode",
  error_message AS "errorMessage", result, ${at('created_at')} AS "createdAt",
  ${at('started_at')} AS "startedAt", ${at('completed_at')} AS "completedAt", duration_ms AS "durationMs"`;

/** The youngest first. @param options `organizationId`: only that organization's */
export async function listJobs(
  db: Database,
  {
    status,
    organizationId,
    limit = 100,
  }: { status?: JobStatus | undefined; organizationId?: string; limit?: number } = {},
): Promise<JobSummary[]> {
  const wanted = status === undefined ? sql`true` : sql`status = ${status}`;
  const theirs =
    organizationId === undefined
      ? sql`true`
      : sql`avatar_id IN (SELECT id FROM avatar.avatars WHERE organization_id = ${organizationId})`;
  const { rows } = await db.execute<JobSummary>(sql`
    SELECT ${COLUMNS} FROM avatar.processing_jobs
    WHERE ${wanted} AND ${theirs} ORDER BY created_at DESC LIMIT ${limit}`);
  return rows;
}

export async function findJob(db: Database, jobId: string): Promise<JobSummary | undefined> {
  const { rows } = await db.execute<JobSummary>(
    sql`SELECT ${COLUMNS} FROM avatar.processing_jobs WHERE id = ${jobId}`,
  );
  return rows[0];
}
