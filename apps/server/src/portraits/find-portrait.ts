import { and, desc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { blobs, portraits } from '../database/schema.ts';
import type { BlobRow } from './blob-rows.ts';
import type { PortraitRow } from './references.ts';

/** A ready picture of an organization; undefined for another organization's. */
export async function findPicture(
  db: Database,
  request: { avatarId: string; organizationId: string },
): Promise<BlobRow | undefined> {
  const { avatarId, organizationId } = request;
  const [row] = await db
    .select()
    .from(blobs)
    .where(and(eq(blobs.id, avatarId), eq(blobs.state, 'ready'), eq(blobs.organizationId, organizationId)));
  return row;
}

/** The picture that an entity shows now. */
export async function findCurrent(db: Database, entityId: string): Promise<BlobRow | undefined> {
  const [row] = await db
    .select({ blob: blobs })
    .from(portraits)
    .innerJoin(blobs, eq(blobs.id, portraits.blobId))
    .where(and(eq(portraits.entityId, entityId), isNull(portraits.endedAt)));
  return row?.blob;
}

export type HistoryEntry = Pick<PortraitRow, 'id' | 'createdAt' | 'endedAt' | 'endedBy'> & { blob: BlobRow };

/**
 * The current picture and those that can be brought back, the latest first.
 *
 * @param undo milliseconds
 */
export async function findHistory(db: Database, entityId: string, undo: number): Promise<HistoryEntry[]> {
  const { id, createdAt, endedAt, endedBy } = portraits;
  return db
    .select({ id, createdAt, endedAt, endedBy, blob: blobs })
    .from(portraits)
    .innerJoin(blobs, eq(blobs.id, portraits.blobId))
    .where(
      and(
        eq(portraits.entityId, entityId),
        or(isNull(endedAt), gt(endedAt, sql`now() - ${undo} * interval '1 ms'`)),
      ),
    )
    .orderBy(sql`${endedAt} DESC NULLS FIRST`, desc(createdAt))
    .limit(200);
}
