import { sql } from 'drizzle-orm';
import type { AVATAR_STATUSES } from '../database/avatar-schema.ts';
import type { Database } from '../database/database.ts';
import type { JobState } from './avatar-messages.ts';

/** An avatar as those who watch it may see it. */
export interface WatchedAvatar {
  status: (typeof AVATAR_STATUSES)[number];
  /** `shared.users.id` of the owner and of those it is shared with. */
  viewers: ReadonlySet<string>;
  /** The jobs that were asked for and the latest one, in the order they were made. */
  jobs: readonly JobState[];
}

interface Row extends JobState, Record<string, unknown> {
  avatarId: string;
  avatarStatus: WatchedAvatar['status'];
  owner: string;
  sharedWith: string[];
}

/** Reads avatars and jobs of theirs in one go. @returns by id; those that are deleted are not in it */
export async function readWatched(
  db: Database,
  avatarIds: readonly string[],
  jobIds: readonly string[],
): Promise<Map<string, WatchedAvatar>> {
  const { rows } = await db.execute<Row>(sql`
    SELECT a.id AS "avatarId", a.status AS "avatarStatus", a.user_id AS owner,
      ARRAY(SELECT s.user_id::text FROM avatar.shares s WHERE s.avatar_id = a.id AND s.can_view) AS "sharedWith",
      j.id, j.job_type AS "jobType", j.status, j.progress, j.current_step AS "currentStep", j.error_code AS "errorCode",
      j.error_message AS "errorMessage"
    FROM avatar.avatars a
    LEFT JOIN avatar.processing_jobs j ON j.avatar_id = a.id AND (
      j.id = ANY(${sql.param(jobIds)}::uuid[])
      OR j.id = (SELECT id FROM avatar.processing_jobs WHERE avatar_id = a.id ORDER BY created_at DESC, id LIMIT 1))
    WHERE a.id = ANY(${sql.param(avatarIds)}::uuid[]) AND a.deleted_at IS NULL
    ORDER BY j.created_at, j.id DESC`);
  const found = new Map<string, WatchedAvatar & { jobs: JobState[] }>();
  for (const { avatarId, avatarStatus, owner, sharedWith, ...job } of rows) {
    const avatar = found.get(avatarId) ?? {
      status: avatarStatus,
      viewers: new Set([owner, ...sharedWith]),
      jobs: [],
    };
    found.set(avatarId, avatar);
    if (job.id !== null) avatar.jobs.push(job);
  }
  return found;
}

/** Of some sessions of the sign-in link those that are still open. */
export async function openSessions(db: Database, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await db.execute<{ id: string }>(
    sql`SELECT id FROM shared.sessions WHERE id = ANY(${sql.param(ids)}::uuid[]) AND expires_at > now()`,
  );
  return new Set(rows.map(({ id }) => id));
}
