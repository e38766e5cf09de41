import { createHmac, timingSafeEqual } from 'node:crypto';
import type { SignedUrlRequest } from '../../driver.ts';
import { checkKey } from '../../keys.ts';
import { checkExpiresIn } from '../../requests.ts';

export type SigningKey = string | Uint8Array;

/** The parts of a signed address: `<base>/signed/<key>?method=&expires=&signature=`. */
export interface SignedParts {
  key: string;
  method: string;
  /** seconds since 1970 */
  expires: string;
  signature: string;
}

export interface VerifySignedUrl {
  signingKey: SigningKey;
  /** An address, absolute or from its path on, or its parts. */
  url: string | SignedParts;
  /** The request's method. HEAD is allowed where GET was signed. */
  method: string;
  now?: Date;
}

export type SignedUrlVerdict =
  | { valid: true; key: string; method: SignedUrlRequest['method']; expiresAt: Date }
  | { valid: false; reason: 'malformed' | 'wrong_signature' | 'wrong_method' | 'expired' };

/** An address for one object, one method, until one time. @throws StorageError `invalid_key`, RangeError */
export function signUrl(
  request: SignedUrlRequest & { signingKey: SigningKey; baseUrl: string; now?: Date },
): string {
  const { method, baseUrl, now = new Date() } = request;
  const key = checkKey(request.key);
  const expires = String(Math.floor(now.getTime() / 1_000) + checkExpiresIn(request.expiresIn));
  const signature = sign(request.signingKey, { method, key, expires });
  return `${baseUrl}/signed/${key}?${new URLSearchParams({ method, expires, signature })}`;
}

/**
 * Whether a request may pass on a signed address. It never throws for what a client sends. The signature is
 * compared in constant time and before anything that it covers is believed.
 *
 * @example
 * const verdict = verifySignedUrl({ signingKey, url: request.url, method: request.method });
 * if (verdict.valid) return store.get({ key: verdict.key });
 */
export function verifySignedUrl(request: VerifySignedUrl): SignedUrlVerdict {
  const { signingKey, now = new Date() } = request;
  const parts = typeof request.url === 'string' ? parse(request.url) : request.url;
  if (parts === undefined || !isSound(parts)) return { valid: false, reason: 'malformed' };
  const { key, method, expires } = parts;
  // As text: decoded, the unused bits of the last character would make four spellings of one signature.
  const given = Buffer.from(parts.signature);
  const expected = Buffer.from(sign(signingKey, { method, key, expires }));
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return { valid: false, reason: 'wrong_signature' };
  }
  if (method !== request.method && !(method === 'GET' && request.method === 'HEAD')) {
    return { valid: false, reason: 'wrong_method' };
  }
  const expiresAt = new Date(Number(expires) * 1_000);
  if (now >= expiresAt) return { valid: false, reason: 'expired' };
  return { valid: true, key, method, expiresAt };
}

function isSound(parts: SignedParts): parts is SignedParts & { method: SignedUrlRequest['method'] } {
  try {
    checkKey(parts.key);
  } catch {
    return false;
  }
  return (
    (parts.method === 'GET' || parts.method === 'PUT') &&
    /^\d{1,11}$/.test(parts.expires) &&
    /^[\w-]{43}$/.test(parts.signature)
  );
}

function parse(address: string): SignedParts | undefined {
  const [path = '', query = '', ...rest] = address.split('#')[0]?.split('?') ?? [];
  const at = path.indexOf('/signed/');
  const values = new URLSearchParams(query);
  if (at < 0 || rest.length > 0) return undefined;
  const [method, expires, signature] = ['method', 'expires', 'signature'].map((name) => values.getAll(name));
  // A name given twice could be read one way here and another way elsewhere.
  if (method?.length !== 1 || expires?.length !== 1 || signature?.length !== 1) return undefined;
  return {
    key: path.slice(at + '/signed/'.length),
    method: method[0] ?? '',
    expires: expires[0] ?? '',
    signature: signature[0] ?? '',
  };
}

/** No part can hold a line feed, so the joined text has one reading. */
function sign(signingKey: SigningKey, parts: Pick<SignedParts, 'method' | 'key' | 'expires'>): string {
  const text = ['likeness-signed-url-1', parts.method, parts.key, parts.expires].join('\n');
  return createHmac('sha256', signingKey).update(text).digest('base64url');
}
