import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { iso } from './audit-search.ts';

/** A picture that the cleanup will look at. */
export interface QueuedPicture extends Record<string, unknown> {
  avatarId: string;
  reason: string;
  /** ISO 8601 */
  queuedAt: string;
  /** From when a cleanup may remove it, unless somebody refers to it by then. */
  dueAt: string;
  /** Of all its variants. */
  bytes: number;
}

export interface CleanupQueuePage {
  rows: QueuedPicture[];
  total: number;
  cursor: string | null;
}

export interface CleanupQueueQuery {
  /** Of one organization, or undefined for all. */
  organizationId?: string | undefined;
  /** ms that a picture is kept after its last reference */
  grace: number;
  limit: number;
  /** A number of the queue: those after it. */
  cursor?: string | undefined;
}

/** What waits for the cleanup, in the order in which it was queued. */
export async function cleanupQueuePage(
  db: Database,
  { organizationId, grace, limit, cursor = '0' }: CleanupQueueQuery,
): Promise<CleanupQueuePage> {
  const queue = sql`portrait.cleanup_queue q JOIN portrait.blobs b ON b.id = q.blob_id
    WHERE ${organizationId === undefined ? sql`true` : sql`b.organization_id = ${organizationId}`}`;
  const due = sql`CASE WHEN q.immediate OR b.state <> 'ready' THEN q.created_at
    ELSE greatest(q.created_at, b.touched_at + ${grace} * interval '1 ms',
      coalesce(b.dereferenced_at, b.touched_at) + ${grace} * interval '1 ms') END`;
  const [{ rows }, { rows: counted }] = await Promise.all([
    db.execute<QueuedPicture & { number: string }>(sql`
      SELECT q.id::text AS number, b.id AS "avatarId", q.reason, ${iso(sql`q.created_at`)} AS "queuedAt",
        ${iso(due)} AS "dueAt",
        (SELECT coalesce(sum(v.bytes), 0) FROM portrait.variants v WHERE v.blob_id = b.id)::float8 AS bytes
      FROM ${queue} AND q.id > ${cursor}::bigint ORDER BY q.id LIMIT ${limit + 1}`),
    db.execute<{ total: string }>(sql`SELECT count(*) AS total FROM ${queue}`),
  ]);
  const shown = rows.slice(0, limit).map(({ number: _number, ...row }) => row as QueuedPicture);
  return {
    rows: shown,
    total: Number(counted[0]?.total ?? 0),
    cursor: rows.length > limit ? (rows[limit - 1]?.number ?? null) : null,
  };
}
