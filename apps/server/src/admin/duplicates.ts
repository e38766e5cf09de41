import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { iso } from './audit-search.ts';
import { keysetPage, type Page } from './keyset.ts';

/** A picture that more than one person or thing shows. */
export interface SharedPicture extends Record<string, unknown> {
  avatarId: string;
  /** How many show it now. */
  users: number;
  /** Of all its variants. */
  bytes: number;
  /** What the others would have taken. */
  savedBytes: number;
  /** ISO 8601 */
  createdAt: string;
}

/** Pictures that are stored once and shown more than once, the youngest first. */
export function duplicatesPage(
  db: Database,
  {
    organizationId,
    limit,
    cursor,
  }: { organizationId?: string | undefined; limit: number; cursor?: string | undefined },
): Promise<Page<SharedPicture>> {
  const theirs = organizationId === undefined ? sql`true` : sql`t.organization_id = ${organizationId}`;
  return keysetPage<SharedPicture>(db, {
    table: sql`portrait.blobs`,
    at: 'created_at',
    id: 'id',
    idType: 'uuid',
    where: sql`t.repeated AND ${theirs}`,
    joins: sql`
      CROSS JOIN LATERAL (SELECT count(*)::int AS users FROM portrait.portraits p
        WHERE p.blob_id = l.id AND p.ended_at IS NULL) shown
      CROSS JOIN LATERAL (SELECT coalesce(sum(v.bytes), 0)::float8 AS bytes FROM portrait.variants v
        WHERE v.blob_id = l.id) size`,
    filter: sql`shown.users > 1`,
    columns: sql`size.bytes, size.bytes * (shown.users - 1) AS "savedBytes", l.id AS "avatarId", shown.users, ${iso(sql`l.created_at`)} AS "createdAt"`,
    limit,
    cursor,
  });
}
