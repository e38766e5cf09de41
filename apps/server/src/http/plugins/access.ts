import type { FastifyRequest } from 'fastify';
import type { Claims } from '../../auth/claims.ts';
import type { Identities } from '../../auth/identities.ts';
import type { Principal } from '../../auth/principal.ts';
import { refuseCrossSite, sessionCookieOf } from '../../auth/session-cookie.ts';
import type { TokenVerifier } from '../../auth/verify-token.ts';
import { Problem } from '../../errors.ts';
import type { Access, App } from '../app-types.ts';
import type { Limit } from './rate-limit.ts';

export interface Gate {
  tokens: TokenVerifier;
  identities: Identities;
  limit: Limit;
}

/** A scope decorated with this holds the routes of a plugin, which cannot say that they are public. */
export const PUBLIC_SCOPE = 'publicScope';

/**
 * Default deny: a route that does not say who may call it cannot be registered. Then, for each request:
 * who is it, are there too many of them, may they.
 */
export function guardRoutes(app: App, { tokens, identities, limit }: Gate): void {
  app.decorateRequest('principal', undefined);

  app.addHook('onRoute', function setAccess(route) {
    const config = { ...route.config };
    if (config.access === undefined && Reflect.get(this, PUBLIC_SCOPE) === true) config.access = 'public';
    if (config.access === undefined) {
      throw new Error(`${route.method} ${route.url} does not say who may call it: set config.access`);
    }
    config.limited ??= route.url.startsWith('/api/');
    route.config = config;
  });

  /** Of a public route: who brings no token, or an old cookie, is nobody; a token that is sent must be good. */
  const callerOf = async (request: FastifyRequest): Promise<Principal | undefined> => {
    const sent = tokenOf(request);
    if (sent === undefined) return undefined;
    const claims = await check(sent, tokens);
    if (!(claims instanceof Problem)) return identities.resolve(claims);
    if (sent.by === 'header') throw claims;
    return undefined;
  };

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    const { access, limited, identify } = request.routeOptions.config;
    if (access === 'public') {
      if (limited) await limit(request, reply, undefined);
      if (identify) request.principal = await callerOf(request);
      return;
    }
    const sent = tokenOf(request);
    const claims = await check(sent, tokens);
    const caller =
      claims instanceof Problem ? undefined : `${claims.issuer}\n${claims.organization}\n${claims.subject}`;
    if (limited) await limit(request, reply, caller);
    if (claims instanceof Problem) throw claims;
    if (sent?.by === 'cookie') refuseCrossSite(request);
    request.principal = await identities.resolve(claims);
    if (!mayCall(access, request.principal)) throw new Problem('forbidden');
  });
}

/** Permission `system` rules all organizations, so it opens what an admin's role opens. */
export function mayCall(
  access: Access | undefined,
  principal: Pick<Principal, 'role' | 'permissions'>,
): boolean {
  if (access === 'user') return true;
  return access === 'admin' && (principal.role === 'admin' || principal.permissions.includes('system'));
}

interface SentToken {
  by: 'header' | 'cookie';
  token: string;
}

function tokenOf(request: FastifyRequest): SentToken | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    return token === undefined ? undefined : { by: 'header', token };
  }
  const cookie = sessionCookieOf(request);
  return cookie === undefined ? undefined : { by: 'cookie', token: cookie };
}

async function check(sent: SentToken | undefined, tokens: TokenVerifier): Promise<Claims | Problem> {
  if (sent === undefined) return new Problem('token_required');
  try {
    return await tokens.verify(sent.token);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
