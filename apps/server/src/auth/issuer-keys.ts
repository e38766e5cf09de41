import {
  type CryptoKey,
  createLocalJWKSet,
  errors,
  type FlattenedJWSInput,
  type JSONWebKeySet,
  type JWSHeaderParameters,
} from 'jose';
import type { Log } from '../log.ts';

/** ms; a flood of tokens with unknown key ids costs the issuer one request in this time */
const BETWEEN_FETCHES = 60_000;
/** ms after which keys are asked for again, so that one taken away stops working */
const FRESH = 10 * 60_000;
/** ms between tries while there are no keys at all */
const BETWEEN_FIRST_TRIES = 5_000;
const TIMEOUT = 5_000;
const MAX_BYTES = 1_000_000;

export interface IssuerKeysOptions {
  url: string;
  log: Log;
  now?: () => number;
}

export type FindKey = (header: JWSHeaderParameters, token: FlattenedJWSInput) => Promise<CryptoKey>;

/**
 * The issuer's published keys. While the issuer is down the last ones hold; keys that a token's own header
 * brings or points to (`jwk`, `jku`, `x5u`) are never looked at.
 */
export function createIssuerKeys({ url, log, now = Date.now }: IssuerKeysOptions): FindKey {
  let keys: ReturnType<typeof createLocalJWKSet> | undefined;
  let fetchedAt = 0;
  let triedAt = Number.NEGATIVE_INFINITY;
  let pending: Promise<void> | undefined;

  const refresh = (): Promise<void> => {
    pending ??= fetchKeys(url)
      .then((set) => {
        keys = createLocalJWKSet(set);
        fetchedAt = now();
      })
      .catch((error: unknown) => log.error({ err: error, url }, 'the keys of the issuer cannot be fetched'))
      .finally(() => {
        pending = undefined;
      });
    triedAt = now();
    return pending;
  };
  const mayTry = () => now() - triedAt >= (keys === undefined ? BETWEEN_FIRST_TRIES : BETWEEN_FETCHES);

  return async (header, token) => {
    if (pending !== undefined) await pending;
    else if ((keys === undefined || now() - fetchedAt >= FRESH) && mayTry()) await refresh();
    if (keys === undefined) throw new errors.JWKSNoMatchingKey();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey) || !mayTry()) throw error;
      await refresh();
      return keys(header, token);
    }
  };
}

async function fetchKeys(url: string): Promise<JSONWebKeySet> {
  const response = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!response.ok || response.body === null) throw new Error(`the issuer answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw new Error(`the issuer sent more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as JSONWebKeySet;
}
