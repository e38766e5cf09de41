import { buffer } from 'node:stream/consumers';
import { StorageError } from '@likeness/storage';
import type { PhotoFinding } from '@likeness/vision';
import { and, eq, sql } from 'drizzle-orm';
import { photos } from '../../database/avatar-schema.ts';
import type { Database } from '../../database/database.ts';
import { Problem } from '../../errors.ts';
import { openJson } from '../../sealing/seal.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { contextOf, type SealedPhoto } from '../sealed-records.ts';

export type PhotoRow = typeof photos.$inferSelect;

/** Whether it is still shown and read: one whose time is over is not, swept or not. */
export function isKept({ state, processedAt, keepUntil }: PhotoRow, now = Date.now()): boolean {
  return state === 'stored' && (processedAt === null || keepUntil.getTime() > now);
}

/** Of an avatar, front first; those that were deleted as well. */
export async function photosOf(db: Pick<Database, 'select'>, avatarId: string): Promise<PhotoRow[]> {
  return db
    .select()
    .from(photos)
    .where(eq(photos.avatarId, avatarId))
    .orderBy(sql`array_position(ARRAY['front', 'side', 'back'], ${photos.type})`, photos.uploadedAt);
}

/** @throws Problem `photo_not_found` */
export async function photoOf(db: Database, avatarId: string, photoId: string): Promise<PhotoRow> {
  const [row] = await db
    .select()
    .from(photos)
    .where(and(eq(photos.id, photoId), eq(photos.avatarId, avatarId)));
  if (!row) throw new Problem('photo_not_found');
  return row;
}

/** What was seen in a photo. */
export async function openPhotoRecord(
  { sealing }: Pick<BodiesContext, 'sealing'>,
  { id, userId, sealed }: PhotoRow,
): Promise<SealedPhoto> {
  if (!sealed) return { findings: [], seen: null };
  return openJson<SealedPhoto>(await sealing.of(userId), sealed, contextOf.photo(id));
}

/** The JPEG itself. @throws Problem `photo_not_found` when it is no longer kept */
export async function openPhoto(
  { store, sealing }: Pick<BodiesContext, 'store' | 'sealing'>,
  photo: PhotoRow,
): Promise<Buffer> {
  const { userId, originalKey } = photo;
  if (!isKept(photo)) throw new Problem('photo_not_found');
  try {
    const { body } = await store.get({ key: originalKey });
    return (await sealing.of(userId)).open(await buffer(body), contextOf.object(originalKey));
  } catch (error) {
    if (error instanceof StorageError && error.code === 'not_found') throw new Problem('photo_not_found');
    throw error;
  }
}

/** What became of the photos of an avatar, as its owner is told. */
export interface PhotosState {
  state: 'kept' | 'deleted';
  /** When those that are kept go; they may go later while a job waits for them. */
  keptUntil: Date | null;
  /** What is wrong with them, and what to do about it. */
  findings: readonly PhotoFinding[];
}

/** Null for an avatar that was made without photos. */
export async function photosState(
  context: Pick<BodiesContext, 'db' | 'sealing'>,
  avatarId: string,
): Promise<PhotosState | null> {
  const rows = await photosOf(context.db, avatarId);
  if (rows.length === 0) return null;
  const kept = rows.filter((row) => isKept(row));
  const records = await Promise.all(rows.map((row) => openPhotoRecord(context, row)));
  return {
    state: kept.length > 0 ? 'kept' : 'deleted',
    keptUntil: kept.reduce<Date | null>(
      (last, { keepUntil }) => (last && last > keepUntil ? last : keepUntil),
      null,
    ),
    findings: records.flatMap(({ findings }) => findings),
  };
}
