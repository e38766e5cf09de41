import { timingSafeEqual } from 'node:crypto';
import type { Sealing } from '../../sealing/sealing.ts';

/** Seconds that a photo's address opens it. */
export const PHOTO_ADDRESS_LIFE = 3_600;

export interface PhotoSignature {
  /** Seconds since 1970. */
  expires: string;
  signature: string;
}

type Signing = Pick<Sealing, 'fingerprint'>;

/** Opens one photo, by GET, until one time; with the master key it follows from those three. */
export function signPhoto(sealing: Signing, photoId: string, now = Date.now()): PhotoSignature {
  const expires = String(Math.floor(now / 1_000) + PHOTO_ADDRESS_LIFE);
  return { expires, signature: signatureOf(sealing, photoId, expires) };
}

/** The signature is compared in constant time, and before the time that it covers is believed. */
export function isPhotoSigned(
  sealing: Signing,
  photoId: string,
  { expires, signature }: PhotoSignature,
  now = Date.now(),
): boolean {
  const given = Buffer.from(signature);
  const expected = Buffer.from(signatureOf(sealing, photoId, expires));
  return (
    given.length === expected.length && timingSafeEqual(given, expected) && now < Number(expires) * 1_000
  );
}

function signatureOf(sealing: Signing, photoId: string, expires: string): string {
  return sealing.fingerprint(`photo-address/GET/${photoId}/${expires}`);
}
