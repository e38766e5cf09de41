import { and, eq, sql } from 'drizzle-orm';
import type { Database, Transaction } from '../database/database.ts';
import { blobs, variants } from '../database/schema.ts';

export type BlobRow = typeof blobs.$inferSelect;
export type VariantRow = typeof variants.$inferSelect;

/** What makes two pictures equal. */
export interface BlobIdentity {
  organizationId: string;
  sha256: Buffer;
  preset: string;
  crop: string;
  renderVersion: number;
}

export interface BlobClaim {
  id: string;
  storageId: bigint;
  state: 'pending' | 'ready';
}

/**
 * Step 2 of the protocol in one statement: inserts the row or locks and touches the one that is there. A
 * row that is being swept is taken over under a new storage id; the sweep then finds that its own is gone.
 */
export async function claimBlob(
  db: Database,
  identity: BlobIdentity,
  upload: { size: number; format: string },
): Promise<BlobClaim> {
  const [claim] = await db
    .insert(blobs)
    .values({
      ...identity,
      storageId: sql`nextval('portrait.storage_ids')`,
      state: 'pending',
      touchedAt: sql`clock_timestamp()`,
      uploadSize: upload.size,
      sourceFormat: upload.format,
    })
    .onConflictDoUpdate({
      target: [blobs.organizationId, blobs.sha256, blobs.preset, blobs.crop, blobs.renderVersion],
      set: {
        touchedAt: sql`clock_timestamp()`,
        storageId: sql`CASE WHEN ${blobs.state} = 'sweeping' THEN nextval('portrait.storage_ids') ELSE ${blobs.storageId} END`,
        state: sql`CASE WHEN ${blobs.state} = 'sweeping' THEN 'pending' ELSE ${blobs.state} END`,
      },
    })
    .returning({ id: blobs.id, storageId: blobs.storageId, state: blobs.state });
  if (claim === undefined || claim.state === 'sweeping')
    throw new Error('claimed a blob in an impossible state');
  return { ...claim, state: claim.state };
}

/** The blob of a picture that is stored already. It says nothing of the next moment: lock it and look again. */
export async function findReady(db: Database, identity: BlobIdentity): Promise<BlobClaim | undefined> {
  const [row] = await db
    .select({ id: blobs.id, storageId: blobs.storageId })
    .from(blobs)
    .where(
      and(
        eq(blobs.organizationId, identity.organizationId),
        eq(blobs.sha256, identity.sha256),
        eq(blobs.preset, identity.preset),
        eq(blobs.crop, identity.crop),
        eq(blobs.renderVersion, identity.renderVersion),
        eq(blobs.state, 'ready'),
      ),
    );
  return row && { ...row, state: 'ready' };
}

/** Locks a blob's row until the transaction ends; undefined when it is gone. */
export async function lockBlob(tx: Transaction, id: string): Promise<BlobRow | undefined> {
  const [row] = await tx.select().from(blobs).where(eq(blobs.id, id)).for('update');
  return row;
}

/** Every variant of a blob, by name and format. */
export async function variantsOf(db: Database | Transaction, blobId: string): Promise<VariantRow[]> {
  return db
    .select()
    .from(variants)
    .where(eq(variants.blobId, blobId))
    .orderBy(variants.name, variants.format);
}
