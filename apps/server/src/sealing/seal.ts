import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const FORMAT = 1;
const NONCE = 12;
const TAG = 16;

/** What seals and opens with one key. */
export interface Seal {
  /** @param context what the bytes are and whose, as `measurements/<avatar id>`: they open nowhere else */
  seal(bytes: Uint8Array, context: string): Buffer;
  /** @throws SealError when the bytes were changed, or belong to another key or context */
  open(sealed: Uint8Array, context: string): Buffer;
}

/** Sealed bytes that do not open. Its message holds nothing of what was sealed. */
export class SealError extends Error {
  constructor(context: string, cause?: unknown) {
    super(`${context} cannot be opened: it was changed, or sealed with another key`, { cause });
    this.name = 'SealError';
  }
}

/**
 * AES-256-GCM with a fresh random nonce; the context is authenticated with it (NIST SP 800-38D). A key seals far
 * fewer than the 2^32 messages at which random nonces become doubtful.
 *
 * Layout: format (1 byte), nonce (12), tag (16), ciphertext.
 * @param key 32 bytes
 */
export function sealWith(key: Uint8Array): Seal {
  return {
    seal(bytes, context) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(`likeness/${FORMAT}/${context}`));
      const encrypted = Buffer.concat([cipher.update(bytes), cipher.final()]);
      return Buffer.concat([Buffer.of(FORMAT), nonce, cipher.getAuthTag(), encrypted]);
    },
    open(sealed, context) {
      const head = 1 + NONCE + TAG;
      if (sealed.length < head || sealed[0] !== FORMAT) throw new SealError(context);
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE));
        decipher.setAAD(Buffer.from(`likeness/${FORMAT}/${context}`));
        decipher.setAuthTag(sealed.subarray(1 + NONCE, head));
        return Buffer.concat([decipher.update(sealed.subarray(head)), decipher.final()]);
      } catch (cause) {
        throw new SealError(context, cause);
      }
    },
  };
}

/** Seals a value as JSON. */
export function sealJson(seal: Seal, value: unknown, context: string): Buffer {
  return seal.seal(Buffer.from(JSON.stringify(value)), context);
}

/** @throws SealError */
export function openJson<T>(seal: Seal, sealed: Uint8Array, context: string): T {
  return JSON.parse(seal.open(sealed, context).toString('utf8')) as T;
}
