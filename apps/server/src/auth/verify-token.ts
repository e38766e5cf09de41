import { errors, type JWTVerifyOptions, jwtVerify } from 'jose';
import type { Config } from '../config/config.ts';
import { Problem } from '../errors.ts';
import type { Log } from '../log.ts';
import { type Claims, OWN_AUDIENCE, OWN_ISSUER, readClaims } from './claims.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { ownTokenSecret } from './token-secret.ts';

/** Longer ones are refused unread. */
const MAX_LENGTH = 8_192;
/** seconds that two clocks may differ */
const CLOCK_TOLERANCE = 5;

export interface TokenVerifier {
  /** @throws Problem `invalid_token`, `token_expired` */
  verify(token: string): Promise<Claims>;
}

/**
 * Checks tokens: our own (HS256) or, when an issuer is configured, only that one's (RS256, ES256, EdDSA).
 * The two never mix, so a public key cannot be passed off as a secret.
 */
export async function createTokenVerifier({
  config,
  log,
}: {
  config: Config;
  log: Log;
}): Promise<TokenVerifier> {
  const { jwksUrl, issuer, audience } = config.access;
  const common = {
    issuer: issuer ?? OWN_ISSUER,
    audience: audience ?? OWN_AUDIENCE,
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE,
  } satisfies JWTVerifyOptions;
  if (jwksUrl !== undefined) {
    const keys = createIssuerKeys({ url: jwksUrl, log });
    const options = { ...common, algorithms: ['RS256', 'ES256', 'EdDSA', 'Ed25519'] };
    return { verify: (token) => check(token, () => jwtVerify(token, keys, options)) };
  }
  const secret = await ownTokenSecret(config);
  const options = { ...common, algorithms: ['HS256'] };
  return { verify: (token) => check(token, () => jwtVerify(token, secret, options)) };
}

async function check(token: string, verify: () => ReturnType<typeof jwtVerify>): Promise<Claims> {
  if (token.length > MAX_LENGTH) throw new Problem('invalid_token');
  try {
    const claims = readClaims((await verify()).payload);
    if (claims !== undefined) return claims;
  } catch (cause) {
    throw new Problem(cause instanceof errors.JWTExpired ? 'token_expired' : 'invalid_token', undefined, {
      cause,
    });
  }
  throw new Problem('invalid_token', 'The token does not say who its bearer is, or names an unknown role.');
}
