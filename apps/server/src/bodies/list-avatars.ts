import { and, arrayContains, asc, count, desc, eq, exists, isNull, type SQL, sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { type AVATAR_STATUSES, avatars, shares } from '../database/avatar-schema.ts';
import type { Database } from '../database/database.ts';
import type { AvatarRow } from './avatar-rows.ts';

/** Spec 2's names and their columns. */
const COLUMNS = {
  createdAt: avatars.createdAt,
  updatedAt: avatars.updatedAt,
  name: avatars.name,
  lastUsedAt: avatars.lastUsedAt,
} as const;

export const SORTABLE = ['createdAt', 'updatedAt', 'name', 'lastUsedAt'] as const;

export interface ListAvatars {
  principal: Principal;
  /** Mine, those shared with me, (admins) all of the organization, or mine that were deleted and can come back. */
  scope: 'own' | 'shared' | 'organization' | 'deleted';
  /** ms for which a deleted one can come back */
  undo: number;
  status?: (typeof AVATAR_STATUSES)[number] | undefined;
  /** Part of a name, whatever its case. */
  search?: string | undefined;
  /** Every one of them. */
  tags?: readonly string[] | undefined;
  /** From 1. */
  page: number;
  limit: number;
  sortBy: (typeof SORTABLE)[number];
  sortOrder: 'asc' | 'desc';
}

/** A page of avatars and how many there are. Ties are broken by id, so that pages neither repeat nor skip. */
export async function listAvatars(
  db: Database,
  { principal, scope, undo, status, search, tags, page, limit, sortBy, sortOrder }: ListAvatars,
): Promise<{ rows: AvatarRow[]; total: number }> {
  const where = and(
    scope === 'deleted'
      ? sql`${avatars.deletedAt} > now() - ${undo} * interval '1 ms'`
      : isNull(avatars.deletedAt),
    eq(avatars.organizationId, principal.organizationId),
    inScope(db, scope, principal),
    status && eq(avatars.status, status),
    search ? sql`position(lower(${search}) in lower(${avatars.name})) > 0` : undefined,
    tags && tags.length > 0 ? arrayContains(avatars.tags, [...tags]) : undefined,
  );
  const direction = sortOrder === 'asc' ? asc : desc;
  const [rows, [counted]] = await Promise.all([
    db
      .select()
      .from(avatars)
      .where(where)
      .orderBy(sql`${direction(COLUMNS[sortBy])} NULLS LAST`, direction(avatars.id))
      .limit(limit)
      .offset((page - 1) * limit),
    db.select({ total: count() }).from(avatars).where(where),
  ]);
  return { rows, total: counted?.total ?? 0 };
}

function inScope(db: Database, scope: ListAvatars['scope'], { userId }: Principal): SQL | undefined {
  if (scope === 'organization') return undefined;
  if (scope === 'own' || scope === 'deleted') return eq(avatars.userId, userId);
  return exists(
    db
      .select({ one: sql`1` })
      .from(shares)
      .where(and(eq(shares.avatarId, avatars.id), eq(shares.userId, userId), eq(shares.canView, true))),
  );
}
