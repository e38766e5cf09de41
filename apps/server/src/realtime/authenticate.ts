import type { IncomingMessage } from 'node:http';
import { checkToken, type SentToken } from '../auth/check-token.ts';
import type { Identities } from '../auth/identities.ts';
import { isSameOrigin, SESSION_COOKIE } from '../auth/session-cookie.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { TokenVerifier } from '../auth/verify-token.ts';
import type { Config } from '../config/config.ts';
import { Problem } from '../errors.ts';
import type { App } from '../http/app-types.ts';
import { originOf } from './handshake-address.ts';
import type { SocketData } from './socket-data.ts';

export interface Authentication {
  app: App;
  config: Config;
  tokens: TokenVerifier;
  identities: Identities;
  sessions: Pick<Sessions, 'isOpen' | 'find'>;
}

/**
 * Who connects: the token of the handshake, or the session's cookie where a page of ours asks.
 *
 * @param auth what the client sent as `auth`
 * @throws Problem `token_required`, `invalid_token`, `token_expired`, `cross_site_request`
 */
export async function authenticate(
  { app, config, tokens, identities, sessions }: Authentication,
  request: IncomingMessage,
  auth: unknown,
): Promise<SocketData> {
  const own = originOf(request, config) ?? '';
  const sent = tokenOf(app, request, auth);
  if (sent === undefined) throw new Problem('token_required', 'Send a token in the handshake: auth.token.');
  if (sent.by === 'cookie' && !isSameOrigin(request.headers, own)) throw new Problem('cross_site_request');
  const claims = await checkToken(sent, { tokens, sessions });
  const principal = await identities.resolve(claims);
  return { principal, base: config.server.publicUrl ?? own, expiresAt: claims.expiresAt ?? Date.now() };
}

function tokenOf(app: App, { headers }: IncomingMessage, auth: unknown): SentToken | undefined {
  const { token } = (auth ?? {}) as { token?: unknown };
  if (token !== undefined) {
    if (typeof token !== 'string') throw new Problem('invalid_token');
    return { by: 'handshake', token };
  }
  const cookie = app.parseCookie(headers.cookie ?? '')[SESSION_COOKIE];
  return cookie === undefined ? undefined : { by: 'cookie', token: cookie };
}
