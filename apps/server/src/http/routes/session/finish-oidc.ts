import type { Claims } from '../../../auth/claims.ts';
import type { Identities } from '../../../auth/identities.ts';
import type { Oidc, Refusal } from '../../../auth/oidc/oidc.ts';
import { signInCookieOf } from '../../../auth/oidc/sign-in-cookie.ts';
import { SESSION_SECONDS, setSessionCookie } from '../../../auth/session-cookie.ts';
import type { Sessions } from '../../../auth/sessions.ts';
import { isDatabaseUnavailable } from '../../../database/errors.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import { serverBase } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';

export const CALLBACK = '/api/v1/session/oidc/callback';

/** The page that was wanted: it shows the ways in, and above them a sentence about what happened. */
export const refusedPage = (returnTo: string, refusal: Refusal): string => `${returnTo}#sign-in=${refusal}`;

/** `GET /api/v1/session/oidc/callback`: where the identity provider sends the browser back to. */
export function finishOidc(
  app: App,
  { config, log }: Services,
  { oidc, identities, sessions }: { oidc: Oidc | undefined; identities: Identities; sessions: Sessions },
): void {
  const signIn = async (claims: Claims) => {
    // again for whom another process has erased just now: they are somebody new
    for (let tries = 0; tries < 3; tries += 1) {
      const { userId, role } = await identities.resolve(claims);
      const secret = await sessions.openFor({ userId, role }, SESSION_SECONDS);
      if (secret !== undefined) return { userId, secret };
      identities.forget(userId);
    }
    throw new Error('who signs in is erased again and again');
  };
  app.get(
    CALLBACK,
    {
      schema: {
        tags: ['session'],
        summary: 'Back from the identity provider',
        description: 'For the provider: it sends the browser here with `code` and `state`, or with `error`.',
        operationId: 'finishOidcSignIn',
      },
      config: {
        access: 'public',
        docs: {
          problems: ['not_found'],
          responses: {
            303: { description: 'To the page that was wanted, signed in; or with `#sign-in=` and why not' },
          },
        },
      },
    },
    async (request, reply) => {
      if (oidc === undefined) throw new Problem('not_found', 'No identity provider is configured.');
      reply.header('cache-control', 'no-store');
      const came = new URL(request.url, 'http://own.invalid').search;
      const callback = new URL(serverBase(config, request) + CALLBACK + came);
      let wanted = '/';
      try {
        const { returnTo, outcome } = await oidc.finish(callback, signInCookieOf(request));
        wanted = returnTo;
        if ('refusal' in outcome) return reply.redirect(refusedPage(returnTo, outcome.refusal), 303);
        const { userId, secret } = await signIn(outcome.claims);
        setSessionCookie(reply, secret);
        log.info({ requestId: request.id, userId }, 'signed in by identity provider');
        return reply.redirect(returnTo, 303);
      } catch (error) {
        // the code is spent: what helps is the page with the ways in, not our answer to a repeat
        if (!isDatabaseUnavailable(error)) throw error;
        log.warn({ requestId: request.id }, 'sign-in failed: the database does not answer');
        return reply.redirect(refusedPage(wanted, 'unavailable'), 303);
      }
    },
  );
}
