import { sql } from 'drizzle-orm';
import { type Database, inTransaction, type Transaction } from '../database/database.ts';
import { CATALOGUE, type ErrorCode } from '../errors.ts';
import { recordEvent } from '../events/record-event.ts';

/** The PostgreSQL channel that tells whoever shows an avatar that one of its jobs has changed. */
export const AVATARS_CHANNEL = 'likeness_avatars';

/** One try of a job, by one worker. */
export interface JobTry {
  jobId: string;
  avatarId: string;
  organizationId: string;
  jobType: string;
  /** 1 for the first. */
  attempt: number;
  maxAttempts: number;
  /**
   * When it began, to the microsecond, as PostgreSQL writes it. Every change names it: a worker that was
   * given up for dead, whose job another has taken over, changes nothing any more.
   */
  startedAt: string;
}

/** The row is that of the try and the try has not ended. */
const ours = ({ jobId, startedAt }: JobTry) =>
  sql`id = ${jobId} AND status = 'processing' AND started_at = ${startedAt}::timestamptz`;
const duration = sql`(extract(epoch FROM clock_timestamp() - started_at) * 1000)::int`;

/**
 * Begins a try under a lock on the row.
 *
 * @param started the queue has given this job to a worker before: one that is being processed has lost its
 *   worker. Otherwise somebody is at work on it, and this is a second delivery.
 * @returns undefined when there is nothing to do
 */
export async function beginTry(db: Database, jobId: string, started: boolean): Promise<JobTry | undefined> {
  return inTransaction(db, async (tx) => {
    const found = await tx.execute<{ status: string; attempts: number; max: number } & Owner>(sql`
      SELECT j.status, j.attempts, j.max_attempts AS max, j.avatar_id, a.organization_id
      FROM avatar.processing_jobs j JOIN avatar.avatars a ON a.id = j.avatar_id
      WHERE j.id = ${jobId} FOR UPDATE OF j`);
    const [row] = found.rows;
    if (row === undefined) return undefined;
    if (row.status !== 'queued' && !(row.status === 'processing' && started)) return undefined;
    const owner = { jobId, avatarId: row.avatar_id, organizationId: row.organization_id };
    if (row.attempts >= row.max) {
      await endAsFailed(tx, owner, 'job_interrupted');
      return undefined;
    }
    const begun = await tx.execute<{ job_type: string; attempts: number; started_at: string }>(sql`
      UPDATE avatar.processing_jobs SET status = 'processing', attempts = attempts + 1, progress = 0,
        current_step = NULL, error_code = NULL, error_message = NULL, started_at = clock_timestamp(),
        updated_at = now()
      WHERE id = ${jobId} RETURNING job_type, attempts, started_at::text`);
    const [now] = begun.rows;
    if (now === undefined) throw new Error('a job that was just locked is not there');
    if (now.attempts === 1) await recordEvent(tx, 'avatar.processing.started', owner);
    await tellWatchers(tx, owner);
    return {
      ...owner,
      jobType: now.job_type,
      attempt: now.attempts,
      maxAttempts: row.max,
      startedAt: now.started_at,
    };
  });
}

interface Owner extends Record<string, unknown> {
  avatar_id: string;
  organization_id: string;
}

/** @returns false when the try is no longer ours: cancelled, or taken over by another worker */
export async function saveProgress(
  db: Database,
  run: JobTry,
  percent: number,
  step: string,
): Promise<boolean> {
  const progress = Math.min(100, Math.max(0, Math.round(percent)));
  return inTransaction(db, async (tx) => {
    const { rowCount } = await tx.execute(sql`
      UPDATE avatar.processing_jobs SET progress = ${progress}, current_step = ${step}, updated_at = now()
      WHERE ${ours(run)}`);
    if (rowCount === 0) return false;
    await tellWatchers(tx, run);
    return true;
  });
}

/** @param result ids only */
export async function completeTry(
  db: Database,
  run: JobTry,
  result: Record<string, unknown>,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    const { rows } = await tx.execute<{ duration_ms: number }>(sql`
      UPDATE avatar.processing_jobs SET status = 'completed', progress = 100,
        result = ${JSON.stringify(result)}::jsonb, completed_at = clock_timestamp(),
        duration_ms = ${duration}, updated_at = now()
      WHERE ${ours(run)} RETURNING duration_ms`);
    if (rows[0] === undefined) return false;
    const { avatarId, jobId, organizationId } = run;
    const processingTime = rows[0].duration_ms;
    await recordEvent(tx, 'avatar.processing.completed', { avatarId, jobId, organizationId, processingTime });
    await tellWatchers(tx, run);
    return true;
  });
}

/** A try that failed. Unless it is `final` the job waits for the next. */
export async function failTry(
  db: Database,
  run: JobTry,
  { code, final }: { code: ErrorCode; final: boolean },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { rows } = await tx.execute(
      sql`SELECT 1 FROM avatar.processing_jobs WHERE ${ours(run)} FOR UPDATE`,
    );
    if (rows.length === 0) return;
    if (final) return endAsFailed(tx, run, code);
    await tx.execute(sql`
      UPDATE avatar.processing_jobs SET status = 'queued', error_code = ${code},
        error_message = ${CATALOGUE[code].detail}, updated_at = now() WHERE id = ${run.jobId}`);
    await tellWatchers(tx, run);
  });
}

/** Puts a job back that could not be finished because the process stops; that was no try. */
export async function releaseTry(db: Database, run: JobTry): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { rowCount } = await tx.execute(sql`
      UPDATE avatar.processing_jobs SET status = 'queued', attempts = attempts - 1, progress = 0,
        current_step = NULL, updated_at = now() WHERE ${ours(run)}`);
    if (rowCount !== 0) await tellWatchers(tx, run);
  });
}

/** The job has failed for good; its row is locked. An avatar that waited for it is in error. */
async function endAsFailed(
  tx: Transaction,
  { jobId, avatarId, organizationId }: Pick<JobTry, 'jobId' | 'avatarId' | 'organizationId'>,
  code: ErrorCode,
): Promise<void> {
  await tx.execute(sql`
    UPDATE avatar.processing_jobs SET status = 'failed', error_code = ${code},
      error_message = ${CATALOGUE[code].detail}, completed_at = clock_timestamp(),
      duration_ms = ${duration}, updated_at = now() WHERE id = ${jobId}`);
  await tx.execute(sql`
    UPDATE avatar.avatars SET status = 'error', version = version + 1, updated_at = now()
    WHERE id = ${avatarId} AND status = 'processing'`);
  await recordEvent(tx, 'avatar.processing.failed', { avatarId, jobId, organizationId, error: code });
  await tellWatchers(tx, { jobId, avatarId });
}

/** Everybody who shows the avatar reads the row once this commits. */
export async function tellWatchers(
  tx: Transaction,
  { jobId, avatarId }: { jobId: string; avatarId: string },
): Promise<void> {
  await tx.execute(sql`SELECT pg_notify(${AVATARS_CHANNEL}, ${JSON.stringify({ avatarId, jobId })})`);
}
