import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';

export interface SignedAccess {
  /** Below the CDN's address; with a `*` at its end everything that begins so. */
  path: string;
  /** seconds */
  expiresIn: number;
  /** Not before then. */
  from?: Date;
  /** Only from this address or network, as `192.0.2.0/24`. */
  ip?: string;
}

/** Opens what the CDN keeps private. Nothing that is sealed ever goes through a CDN. */
export interface CdnSigner {
  signedUrl(access: SignedAccess): string;
  /** Names and values of three cookies. */
  signedCookies(access: SignedAccess): Record<string, string>;
}

/**
 * Signs for the public key that `CLOUDFRONT_KEY_PAIR_ID` names. An address and a time alone make a canned policy, which
 * is short; anything else a policy of its own.
 *
 * @returns undefined when no key is configured
 * @throws ConfigurationError when it is no RSA key
 */
export async function openSigner({ cdn }: Pick<Config, 'cdn'>): Promise<CdnSigner | undefined> {
  const { keyPairId, privateKey: given, url } = cdn;
  if (keyPairId === undefined || given === undefined) return undefined;
  if (url === undefined)
    throw new ConfigurationError('CLOUDFRONT_URL', 'is needed with CLOUDFRONT_KEY_PAIR_ID.');
  const privateKey = await pemOf(given);
  const { getSignedCookies, getSignedUrl } = await import('@aws-sdk/cloudfront-signer');
  const input = (access: SignedAccess) => {
    const address = `${url}${access.path}`;
    const canned = access.from === undefined && access.ip === undefined && !access.path.includes('*');
    const until = Date.now() + access.expiresIn * 1_000;
    const key = { keyPairId, privateKey, url: address };
    return canned
      ? { ...key, dateLessThan: new Date(until) }
      : { ...key, policy: policyOf(address, until, access) };
  };
  return {
    signedUrl: (access) => getSignedUrl(input(access)),
    signedCookies: (access) =>
      Object.fromEntries(
        Object.entries(getSignedCookies(input(access))).flatMap(([name, value]) =>
          value === undefined ? [] : [[name, String(value)]],
        ),
      ),
  };
}

function policyOf(resource: string, until: number, { from, ip }: SignedAccess): string {
  const epoch = (ms: number) => ({ 'AWS:EpochTime': Math.floor(ms / 1_000) });
  const Condition = {
    DateLessThan: epoch(until),
    ...(from && { DateGreaterThan: epoch(from.getTime()) }),
    ...(ip && { IpAddress: { 'AWS:SourceIp': ip } }),
  };
  return JSON.stringify({ Statement: [{ Resource: resource, Condition }] });
}

async function pemOf(given: string): Promise<string> {
  const variable = 'CLOUDFRONT_PRIVATE_KEY';
  // in one line, as secrets are often set
  const inline = given.includes('-----BEGIN') ? given.replaceAll('\\n', '\n') : undefined;
  const pem =
    inline ??
    (await readFile(given, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw new ConfigurationError(
        variable,
        `is neither a key in PEM nor a file that can be read (${cause.code}).`,
      );
    }));
  let kind: string | undefined;
  try {
    kind = createPrivateKey(pem).asymmetricKeyType;
  } catch {
    // told below
  }
  if (kind !== 'rsa')
    throw new ConfigurationError(variable, 'must be an RSA key in PEM, without a passphrase.');
  return pem;
}
