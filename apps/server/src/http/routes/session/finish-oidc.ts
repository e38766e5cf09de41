import type { Identities } from '../../../auth/identities.ts';
import type { Oidc, Refusal } from '../../../auth/oidc/oidc.ts';
import { signInCookieOf } from '../../../auth/oidc/sign-in-cookie.ts';
import { SESSION_SECONDS, setSessionCookie } from '../../../auth/session-cookie.ts';
import type { Sessions } from '../../../auth/sessions.ts';
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
      const { returnTo, outcome } = await oidc.finish(callback, signInCookieOf(request));
      if ('refusal' in outcome) return reply.redirect(refusedPage(returnTo, outcome.refusal), 303);
      const principal = await identities.resolve(outcome.claims);
      setSessionCookie(reply, await sessions.openFor(principal, SESSION_SECONDS));
      log.info({ requestId: request.id, userId: principal.userId }, 'signed in by identity provider');
      return reply.redirect(returnTo, 303);
    },
  );
}
