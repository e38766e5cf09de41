import { z } from 'zod';
import { DEFAULT_ORGANIZATION, OWN_ISSUER } from '../../../auth/claims.ts';
import type { Identities } from '../../../auth/identities.ts';
import { issueToken } from '../../../auth/issue-token.ts';
import { SESSION_SECONDS, setSessionCookie } from '../../../auth/session-cookie.ts';
import type { Sessions } from '../../../auth/sessions.ts';
import { spendSignInCode } from '../../../auth/sign-in-code.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { answerOf, SESSION_EXAMPLE, sessionAnswer } from './session-answer.ts';

/** Who the sign-in link signs in: whoever started the server. */
const LOCAL = { userId: 'local', role: 'admin' } as const;

const body = z.object({
  code: z.string().min(1).max(200).describe('From the sign-in link, after `#code=`.'),
});
const response = { 201: sessionAnswer };

/** `POST /api/v1/session`: spends the code of the sign-in link and sets the session's cookie. */
export function openSession(
  app: App,
  { config, database, log }: Services,
  { identities, sessions }: { identities: Identities; sessions: Sessions },
): void {
  app.post(
    '/api/v1/session',
    {
      schema: { body, response, tags: ['session'], summary: 'Sign in by link', operationId: 'openSession' },
      config: {
        access: 'public',
        docs: { problems: ['invalid_value', 'invalid_sign_in_code'], example: SESSION_EXAMPLE },
      },
    },
    async (request, reply) => {
      if (config.access.jwksUrl !== undefined || !(await spendSignInCode(database.db, request.body.code))) {
        throw new Problem('invalid_sign_in_code');
      }
      const principal = await identities.resolve({
        issuer: config.access.issuer ?? OWN_ISSUER,
        subject: LOCAL.userId,
        organization: DEFAULT_ORGANIZATION,
        role: LOCAL.role,
        permissions: [],
      });
      const session = await sessions.open(SESSION_SECONDS);
      const token = await issueToken(config, { ...LOCAL, session, expiresIn: SESSION_SECONDS * 1_000 });
      setSessionCookie(reply, token);
      log.info({ requestId: request.id, userId: principal.userId }, 'signed in by link');
      return reply.code(201).header('cache-control', 'no-store').send(answerOf(principal));
    },
  );
}
