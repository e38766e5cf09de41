import { Problem } from '../errors.ts';
import type { Claims } from './claims.ts';
import { isSessionSecret, type Sessions } from './sessions.ts';
import type { TokenVerifier } from './verify-token.ts';

export interface SentToken {
  /** In a header, or in the handshake of a live connection; or in the cookie that browsers send by themselves. */
  by: 'header' | 'handshake' | 'cookie';
  token: string;
}

/**
 * A cookie is as good as its session; so is the token in it, however it is sent.
 *
 * @throws Problem `invalid_token`, `token_expired`
 */
export async function checkToken(
  { by, token }: SentToken,
  { tokens, sessions }: { tokens: TokenVerifier; sessions: Pick<Sessions, 'isOpen' | 'find'> },
): Promise<Claims> {
  if (by === 'cookie' && isSessionSecret(token)) {
    const found = await sessions.find(token);
    if (found === undefined) throw over();
    return found;
  }
  const claims = await tokens.verify(token);
  const { session } = claims;
  const open = session === undefined ? by !== 'cookie' : await sessions.isOpen(session);
  if (!open) throw over();
  return claims;
}

const over = () => new Problem('invalid_token', 'The session is over. Sign in again.');
