import { createHmac, hkdfSync } from 'node:crypto';
import { type Seal, sealWith } from './seal.ts';

/** The key that wraps all other keys. */
export interface MasterKey {
  /** 32 bytes. Never stored, never logged. */
  bytes: Uint8Array;
  /** What it makes of a fixed text: tells it from others and nothing about it. */
  check: Buffer;
  /** The beginning of `check`, beside everything that it wraps. */
  id: Buffer;
  seal: Seal;
}

/** The master key that a secret stands for: text of at least 32 characters, or bytes of a key service. */
export function masterKeyOf(secret: string | Uint8Array): MasterKey {
  const bytes = typeof secret === 'string' ? Buffer.from(secret) : secret;
  return masterKeyFrom(new Uint8Array(hkdfSync('sha256', bytes, '', 'likeness/master-key/1', 32)));
}

/** @param bytes as `MasterKey.bytes` */
export function masterKeyFrom(bytes: Uint8Array): MasterKey {
  const check = createHmac('sha256', bytes).update('likeness/master-key-check/1').digest();
  return { bytes, check, id: check.subarray(0, 8), seal: sealWith(bytes) };
}

/** The key of fingerprints as version 0.1 had it: what it signed stays signed. */
export const inheritedFingerprintKey = ({ bytes }: MasterKey): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', bytes, '', 'likeness/fingerprint/1', 32));
