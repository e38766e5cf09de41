import { timingSafeEqual } from 'node:crypto';
import type { Sealing } from '../sealing/sealing.ts';

/** What an erasure took away: counts and ids only, nothing of the person. */
export interface Erasure {
  certificateId: string;
  /** `shared.users.id` of who was erased, and of who asked for it; null for the operator. */
  person: string;
  by: string | null;
  /** ISO 8601 */
  erasedAt: string;
  requestId: string;
  /** Pictures in their history, and how many of these were removed, as nobody else shows them. */
  portraits: number;
  pictures: number;
  bodies: number;
  /** Photos that were still kept. */
  photos: number;
  /** Of everything that was removed. */
  bytes: number;
  keysDestroyed: number;
}

export interface ErasureCertificate extends Erasure {
  /** HMAC-SHA-256 of the rest, hex, by a key that only this installation has. */
  signature: string;
}

type Signer = Pick<Sealing, 'fingerprint'>;

/** Signs what was done, so that it can be checked later. */
export function certify(signer: Signer, erasure: Erasure): ErasureCertificate {
  return { ...erasure, signature: signatureOf(signer, erasure) };
}

/** Whether this installation made the certificate, and nobody changed it since. */
export function isGenuine(signer: Signer, { signature, ...erasure }: ErasureCertificate): boolean {
  const expected = Buffer.from(signatureOf(signer, erasure));
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Canonical JSON: the members in the order of their names. */
function signatureOf(signer: Signer, erasure: Erasure): string {
  const members = Object.entries(erasure).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return signer.fingerprint(`erasure-certificate\n${JSON.stringify(Object.fromEntries(members))}`);
}
