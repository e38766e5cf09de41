import { SignJWT } from 'jose';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { DEFAULT_ORGANIZATION, OWN_AUDIENCE, OWN_ISSUER, readClaims, SESSION_CLAIM } from './claims.ts';
import type { Role } from './principal.ts';
import { ownTokenSecret } from './token-secret.ts';

export interface IssueTokenOptions {
  userId: string;
  role?: Role;
  organization?: string;
  permissions?: readonly string[];
  /** `shared.sessions.id`: the token works as long as the session is open. */
  session?: string;
  /** ms */
  expiresIn?: number;
}

const DEFAULTS = { role: 'user', expiresIn: 12 * 3_600_000 } as const;

/**
 * Makes a token of our own; needs no running server.
 *
 * @throws ConfigurationError when tokens come from an external issuer
 * @throws RangeError when the user, the organization or a permission is not what a token may say
 */
export async function issueToken(config: Config, options: IssueTokenOptions): Promise<string> {
  if (config.access.jwksUrl !== undefined) {
    throw new ConfigurationError(
      'LIKENESS_JWKS_URL',
      'tokens come from the issuer that is configured here; own ones would be refused.',
    );
  }
  const issuer = config.access.issuer ?? OWN_ISSUER;
  const payload = {
    userId: options.userId,
    role: options.role ?? DEFAULTS.role,
    org: options.organization ?? DEFAULT_ORGANIZATION,
    permissions: [...(options.permissions ?? [])],
    ...(options.session === undefined ? {} : { [SESSION_CLAIM]: options.session }),
  };
  if (readClaims({ ...payload, iss: issuer }) === undefined) {
    throw new RangeError('User and organization are 1 to 200 characters without control characters.');
  }
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuer(issuer)
    .setAudience(config.access.audience ?? OWN_AUDIENCE)
    .setSubject(options.userId)
    .setIssuedAt(now)
    .setExpirationTime(now + Math.round((options.expiresIn ?? DEFAULTS.expiresIn) / 1_000))
    .sign(await ownTokenSecret(config));
}
