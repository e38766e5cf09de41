import { sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { iso } from './audit-search.ts';
import { keysetPage, type Page } from './keyset.ts';

export interface Person extends Record<string, unknown> {
  id: string;
  /** The token's `userId`. */
  userId: string;
  /** Pictures, those that an undo would bring back included. */
  portraits: number;
  bodies: number;
  /** ISO 8601 */
  createdAt: string;
}

/** Who has signed in, the latest newcomers first; not those who were erased. */
export function peoplePage(
  db: Database,
  {
    organizationId,
    q,
    limit,
    cursor,
  }: {
    /** Of one organization, or undefined for all. */
    organizationId?: string | undefined;
    /** Part of a `userId`, whatever its case, or an id. */
    q?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Page<Person>> {
  const known = sql`t.erased_at IS NULL`;
  const theirs =
    organizationId === undefined ? known : sql`${known} AND t.organization_id = ${organizationId}`;
  const named =
    q === undefined || q === ''
      ? sql`true`
      : sql`(position(lower(${q}) in lower(l.subject)) > 0 OR l.id::text = lower(${q}))`;
  return keysetPage<Person>(db, {
    table: sql`shared.users`,
    at: 'created_at',
    id: 'id',
    idType: 'uuid',
    where: theirs,
    filter: named,
    columns: sql`l.id, l.subject AS "userId", ${iso(sql`l.created_at`)} AS "createdAt",
      (SELECT count(*) FROM portrait.portraits p WHERE p.entity_id = l.id)::int AS portraits,
      (SELECT count(*) FROM avatar.avatars a WHERE a.user_id = l.id AND a.deleted_at IS NULL)::int AS bodies`,
    limit,
    cursor,
  });
}
