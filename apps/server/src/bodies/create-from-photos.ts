import type { ImageInfo } from '@likeness/images';
import { inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { checkAllowance } from './allowance.ts';
import type { BodiesContext } from './bodies-context.ts';
import { acceptBody } from './check-body.ts';
import { type CreateAvatar, type CreatedAvatar, createAvatar } from './create-avatar.ts';
import type { ConsentGiven } from './photos/consent.ts';
import { keepPhotos } from './photos/keep-photos.ts';
import { inspectPhotos, isRead, preparePhotos, type SentPhoto } from './photos/prepare-photos.ts';
import { removePendingPhotos } from './photos/remove-photos.ts';

export interface CreateFromPhotos extends Omit<CreateAvatar, 'photos'> {
  photos: readonly SentPhoto[];
  /** What the form said; undefined when it did not. */
  consent: boolean | undefined;
}

/**
 * Keeps the photos that are read, stripped and sealed, and has a body made from them. What costs least is asked first: nothing is
 * decoded for somebody who may not.
 *
 * @throws Problem `front_photo_missing`, `consent_missing`, `photo_too_small`, `unsupported_image`, and what
 *   `createAvatar` throws; ImageError. Nothing is kept then.
 */
export async function createFromPhotos(
  context: BodiesContext,
  { photos, consent, ...request }: CreateFromPhotos,
): Promise<CreatedAvatar> {
  const { config, db } = context;
  const { principal } = request;
  const given = { ...request.given, photo: null };
  if (!photos.some(({ type }) => type === 'front')) throw new Problem('front_photo_missing');
  const stated = consentOf(consent, config.photos.requireConsent);
  acceptBody(given, { seen: true });
  const infos = await inspectPhotos(context, photos);
  const read = photos
    .map((photo, index) => ({ photo, info: infos[index] as ImageInfo }))
    .filter((one) => isRead(one.photo));
  await inTransaction(db, (tx) => checkAllowance(tx, config, principal, read.length));
  const prepared = await preparePhotos(context, read);
  const ids = await keepPhotos(context, { userId: principal.userId, consent: stated }, prepared);
  try {
    return await createAvatar(context, { ...request, given, photos: ids });
  } catch (error) {
    // an answer that was lost says nothing: those that an avatar took stay, and the rest goes with a later cleanup
    await removePendingPhotos(context, ids).catch(() => 0);
    throw error;
  }
}

function consentOf(consent: boolean | undefined, required: boolean): ConsentGiven {
  if (consent === false || (consent === undefined && required)) throw new Problem('consent_missing');
  return consent === undefined ? 'upload' : 'stated';
}
