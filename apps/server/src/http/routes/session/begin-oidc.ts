import { z } from 'zod';
import type { Oidc } from '../../../auth/oidc/oidc.ts';
import { returnToOf } from '../../../auth/oidc/return-to.ts';
import { setSignInCookie, signInCookieOf } from '../../../auth/oidc/sign-in-cookie.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import { serverBase } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { CALLBACK, refusedPage } from './finish-oidc.ts';

const querystring = z.object({
  returnTo: z
    .string()
    .optional()
    .describe('A page of this server to show afterwards; anything else is taken as `/`.'),
});

/** `GET /api/v1/session/oidc`: sends the browser to the identity provider. */
export function beginOidc(app: App, { config, log }: Services, oidc: Oidc | undefined): void {
  app.get(
    '/api/v1/session/oidc',
    {
      schema: {
        querystring,
        tags: ['session'],
        summary: 'Sign in at the identity provider',
        operationId: 'beginOidcSignIn',
      },
      config: {
        access: 'public',
        docs: {
          problems: ['not_found', 'sign_in_unavailable'],
          responses: {
            303: { description: 'To the provider; or back to the page, when it does not answer' },
          },
        },
      },
    },
    async (request, reply) => {
      if (oidc === undefined) throw new Problem('not_found', 'No identity provider is configured.');
      reply.header('cache-control', 'no-store');
      const returnTo = returnToOf(request.query.returnTo);
      const redirectUri = serverBase(config, request) + CALLBACK;
      try {
        const { url, browser } = await oidc.begin({
          redirectUri,
          returnTo,
          browser: signInCookieOf(request),
        });
        setSignInCookie(reply, browser);
        return reply.redirect(url, 303);
      } catch (error) {
        const isPage = request.headers.accept?.includes('text/html');
        if (!isPage || !(error instanceof Problem) || error.code !== 'sign_in_unavailable') throw error;
        log.warn({ err: error.cause, requestId: request.id }, error.title);
        return reply.redirect(refusedPage(returnTo, 'unavailable'), 303);
      }
    },
  );
}
