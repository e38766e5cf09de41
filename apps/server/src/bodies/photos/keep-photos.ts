/**
 * Photos are kept as models are: a row is committed before its object, the object is put under the row's lock, and
 * both belong to nobody until the transaction that makes the avatar claims them. Whatever is killed in between, the
 * sweep (`remove-photos.ts`) finds the row and with it the object.
 */
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { photos } from '../../database/avatar-schema.ts';
import { inTransaction, type Transaction } from '../../database/database.ts';
import { Problem } from '../../errors.ts';
import { sealJson } from '../../sealing/seal.ts';
import type { BodiesContext } from '../bodies-context.ts';
import { contextOf, type SealedPhoto } from '../sealed-records.ts';
import { CONSENT_WORDING, type ConsentGiven } from './consent.ts';
import type { PreparedPhoto } from './prepare-photos.ts';
import { removePendingPhotos } from './remove-photos.ts';

/** How long a photo waits for its job, and after one that failed for another try. */
export const PHOTO_WAITS = "interval '24 hours'";

export const photoKey = (userId: string, photoId: string): string => `photos/${userId}/${photoId}`;

/**
 * Seals and keeps photos that no avatar has yet.
 *
 * @returns their ids, for `claimPhotos`
 * @throws Problem `busy` when the user's key went meanwhile
 */
export async function keepPhotos(
  context: BodiesContext,
  { userId, consent }: { userId: string; consent: ConsentGiven },
  prepared: readonly PreparedPhoto[],
): Promise<string[]> {
  const { db, sealing } = context;
  const rows = prepared.map(({ type, width, height, fileName }) => {
    const id = randomUUID();
    return {
      id,
      userId,
      type,
      originalKey: photoKey(userId, id),
      width,
      height,
      mimeType: 'image/jpeg',
      nameHash: fileName === undefined ? null : sealing.fingerprint(`photo-name/${userId}/${fileName}`),
      consentVersion: CONSENT_WORDING.version,
      consentGiven: consent,
      keepUntil: sql`now() + ${sql.raw(PHOTO_WAITS)}`,
    };
  });
  await db.insert(photos).values(rows);
  const ids = rows.map(({ id }) => id);
  try {
    for (const [index, { id, originalKey }] of rows.entries()) {
      await put(context, { id, userId, key: originalKey }, prepared[index] as PreparedPhoto);
    }
    return ids;
  } catch (error) {
    // what cannot be removed now goes with a later cleanup
    await removePendingPhotos(context, ids).catch(() => 0);
    throw error;
  }
}

async function put(
  { db, store, sealing }: BodiesContext,
  { id, userId, key }: { id: string; userId: string; key: string },
  { bytes, focalLength }: PreparedPhoto,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const { rows } = await tx.execute(
      sql`SELECT FROM avatar.photos WHERE id = ${id} AND state = 'pending' FOR UPDATE`,
    );
    if (rows.length === 0) throw new Problem('busy');
    // an erasure takes the row before the key: what is sealed here is found by it
    const seal = await sealing.toStore(userId, tx);
    const sealed = seal.seal(bytes, contextOf.object(key));
    const record: SealedPhoto = { findings: [], seen: null, focalLength };
    await store.put({ key, body: sealed, contentType: 'application/octet-stream' });
    await tx.execute(sql`
      UPDATE avatar.photos SET file_size = ${sealed.length}, sha256 = ${createHash('sha256').update(sealed).digest()},
        sealed = ${sealJson(seal, record, contextOf.photo(id))} WHERE id = ${id}`);
  });
}

/** Gives kept photos to an avatar. @throws Problem `busy` when they were swept meanwhile */
export async function claimPhotos(tx: Transaction, avatarId: string, ids: readonly string[]): Promise<void> {
  const { rows } = await tx.execute(sql`
    UPDATE avatar.photos SET avatar_id = ${avatarId}, state = 'stored', keep_until = now() + ${sql.raw(PHOTO_WAITS)}
    WHERE id = ANY(${sql.param(ids)}::uuid[]) AND state = 'pending' AND sha256 IS NOT NULL RETURNING id`);
  if (rows.length !== ids.length) throw new Problem('busy');
}
