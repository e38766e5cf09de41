import { type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { keysetPage, type Page } from './keyset.ts';

export interface AuditSearch {
  /** Of one organization, or undefined for all. */
  organizationId?: string | undefined;
  /** Part of an action, a subject or a request id, whatever its case. */
  q?: string | undefined;
  /** An action, or what those of a kind begin with: `portrait` finds `portrait.uploaded`. */
  action?: string | undefined;
  /** The uuid of who did it, or their token's `userId`. */
  actor?: string | undefined;
  from?: Date | undefined;
  /** The first moment that is not asked for. */
  before?: Date | undefined;
  limit: number;
  cursor?: string | undefined;
}

export interface AuditEntry extends Record<string, unknown> {
  id: string;
  /** ISO 8601 */
  at: string;
  /** Null for the system itself. */
  actorId: string | null;
  /** The token's `userId`; null where they were erased. */
  actorName: string | null;
  action: string;
  subject: string | null;
  requestId: string;
  details: Record<string, unknown> | null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Who did what, the latest first. */
export function searchAudit(db: Database, search: AuditSearch): Promise<Page<AuditEntry>> {
  const { organizationId, q, action, actor, from, before, limit, cursor } = search;
  const where = [sql`true`];
  if (organizationId !== undefined) where.push(sql`t.organization_id = ${organizationId}`);
  if (from !== undefined) where.push(sql`t.at >= to_timestamp(${from.getTime() / 1000}::float8)`);
  if (before !== undefined) where.push(sql`t.at < to_timestamp(${before.getTime() / 1000}::float8)`);
  const filter = [sql`true`];
  if (q !== undefined && q !== '') {
    filter.push(sql`position(lower(${q}) in lower(concat_ws(E'\n', l.action, l.subject, l.request_id))) > 0`);
  }
  if (action !== undefined && action !== '') {
    filter.push(sql`(l.action = ${action} OR starts_with(l.action, ${`${action}.`}))`);
  }
  if (actor !== undefined && actor !== '') filter.push(isActor(actor));
  return keysetPage<AuditEntry>(db, {
    table: sql`shared.audit_log`,
    at: 'at',
    id: 'id',
    idType: 'bigint',
    where: sql.join(where, sql` AND `),
    filter: sql.join(filter, sql` AND `),
    joins: sql`LEFT JOIN shared.users u ON u.id = l.actor_id`,
    columns: sql`l.id::text AS id, ${iso(sql`l.at`)} AS at, l.actor_id AS "actorId",
      CASE WHEN u.erased_at IS NULL THEN u.subject END AS "actorName", l.action, l.subject,
      l.request_id AS "requestId", l.details`,
    limit,
    cursor,
  });
}

const isActor = (actor: string): SQL =>
  UUID.test(actor)
    ? sql`(l.actor_id = ${actor}::uuid OR u.subject = ${actor})`
    : sql`(u.subject = ${actor} AND u.erased_at IS NULL)`;

/** A moment as JSON has it. */
export const iso = (column: SQL): SQL =>
  sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
