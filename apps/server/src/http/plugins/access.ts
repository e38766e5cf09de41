import type { FastifyRequest } from 'fastify';
import { checkToken, type SentToken } from '../../auth/check-token.ts';
import type { Claims } from '../../auth/claims.ts';
import type { Identities } from '../../auth/identities.ts';
import type { Principal, Role } from '../../auth/principal.ts';
import { refuseCrossSite, sessionCookieOf } from '../../auth/session-cookie.ts';
import type { Sessions } from '../../auth/sessions.ts';
import type { TokenVerifier } from '../../auth/verify-token.ts';
import { Problem } from '../../errors.ts';
import type { Access, App } from '../app-types.ts';
import type { Limit } from './rate-limit.ts';

export interface Gate {
  tokens: TokenVerifier;
  identities: Pick<Identities, 'resolve'>;
  sessions: Pick<Sessions, 'isOpen' | 'find'>;
  limit: Limit;
  /** How many times as much as others somebody may do. */
  factorOf(role: Role): number;
}

/** A scope decorated with this holds the routes of a plugin, which cannot say that they are public. */
export const PUBLIC_SCOPE = 'publicScope';

/**
 * Default deny: a route that does not say who may call it cannot be registered. Then, for each request:
 * who is it, are there too many of them, may they.
 */
export function guardRoutes(app: App, gate: Gate): void {
  const { identities, limit } = gate;
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

  app.addHook('onRequest', async (request, reply) => {
    if (request.is404) return;
    const { access, limited, identify } = request.routeOptions.config;
    const open = access === 'public';
    const sent = open && !identify ? undefined : tokenOf(request);
    const claims = open && sent === undefined ? undefined : await check(sent, gate);
    const known = claims instanceof Problem ? undefined : claims;
    const caller = known && {
      name: `${known.issuer}\n${known.organization}\n${known.subject}`,
      factor: gate.factorOf(known.role),
    };
    if (limited) await limit(request, reply, caller);
    // where nobody may come in, an old cookie makes one nobody; a token that is sent must be good
    if (claims instanceof Problem && !(open && sent?.by === 'cookie')) throw claims;
    if (known === undefined) return;
    if (sent?.by === 'cookie' && !open) refuseCrossSite(request);
    request.principal = await identities.resolve(known);
    if (!open && !mayCall(access, request.principal)) throw new Problem('forbidden');
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

function tokenOf(request: FastifyRequest): SentToken | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    return token === undefined ? undefined : { by: 'header', token };
  }
  const cookie = sessionCookieOf(request);
  return cookie === undefined ? undefined : { by: 'cookie', token: cookie };
}

async function check(sent: SentToken | undefined, gate: Gate): Promise<Claims | Problem> {
  if (sent === undefined) return new Problem('token_required');
  try {
    return await checkToken(sent, gate);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}
