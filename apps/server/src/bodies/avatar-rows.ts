import { and, eq, isNull, sql } from 'drizzle-orm';
import type { Principal } from '../auth/principal.ts';
import { avatars, measurements, shares } from '../database/avatar-schema.ts';
import type { Database, Transaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { openJson } from '../sealing/seal.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { contextOf, type SealedAvatar, type SealedMeasurements } from './sealed-records.ts';

export type AvatarRow = typeof avatars.$inferSelect;

/** `view`: the owner, and whom it is shared with. `change`: the owner. */
export type Right = 'view' | 'change';

/**
 * The avatar that a caller may look at or change. Somebody else's is not told from one that does not exist; of a
 * shared one it is said that it cannot be changed.
 *
 * @throws Problem `avatar_not_found`, `forbidden`
 */
export async function avatarFor(
  db: Database,
  principal: Principal,
  id: string,
  right: Right,
): Promise<AvatarRow> {
  const [row] = await db
    .select({ avatar: avatars, shared: shares.canView })
    .from(avatars)
    .leftJoin(shares, and(eq(shares.avatarId, avatars.id), eq(shares.userId, principal.userId)))
    .where(
      and(
        eq(avatars.id, id),
        eq(avatars.organizationId, principal.organizationId),
        isNull(avatars.deletedAt),
      ),
    );
  if (row?.avatar.userId === principal.userId) return row.avatar;
  if (!row?.shared) throw new Problem('avatar_not_found');
  if (right === 'view') return row.avatar;
  throw new Problem('forbidden', 'This avatar is shared with you to look at; only its owner may change it.');
}

/**
 * The avatar's row, locked until the transaction ends; deleted ones as well.
 *
 * @throws Problem `avatar_not_found`
 */
export async function lockAvatar(tx: Transaction, id: string): Promise<AvatarRow> {
  const [row] = await tx.select().from(avatars).where(eq(avatars.id, id)).for('update');
  if (!row) throw new Problem('avatar_not_found');
  return row;
}

/** Tells what `If-Match` names of the version that is there. @throws Problem `precondition_failed` */
export type VersionCheck = (version: number) => void;

/** The next version, at the same time as the changes. */
export const nextVersion = () => ({
  version: sql`${avatars.version} + 1`,
  updatedAt: sql`clock_timestamp()`,
});

export async function openAvatar(sealing: Sealing, row: AvatarRow): Promise<SealedAvatar> {
  return openJson(await sealing.of(row.userId), row.sealed, contextOf.avatar(row.id));
}

export interface OpenedMeasurements extends SealedMeasurements {
  revision: number;
  unit: 'metric' | 'imperial';
  source: 'auto' | 'manual';
  createdAt: Date;
  updatedAt: Date;
}

/** @throws Problem `avatar_not_found` when it has none */
export async function openMeasurements(
  db: Pick<Database, 'select'>,
  sealing: Sealing,
  avatar: Pick<AvatarRow, 'id' | 'userId'>,
): Promise<OpenedMeasurements> {
  const [row] = await db.select().from(measurements).where(eq(measurements.avatarId, avatar.id));
  if (!row) throw new Problem('avatar_not_found');
  const { sealed, revision, unit, source, createdAt, updatedAt } = row;
  const opened = openJson<SealedMeasurements>(
    await sealing.of(avatar.userId),
    sealed,
    contextOf.measurements(avatar.id),
  );
  return { ...opened, revision, unit, source, createdAt, updatedAt };
}
