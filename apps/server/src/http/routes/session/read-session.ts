import { principalOf } from '../../../auth/principal.ts';
import type { App } from '../../app-types.ts';
import { answerOf, SESSION_EXAMPLE, sessionAnswer } from './session-answer.ts';

const response = { 200: sessionAnswer };

/** `GET /api/v1/session`: who the token or the cookie says one is. */
export function readSession(app: App): void {
  app.get(
    '/api/v1/session',
    {
      schema: { response, tags: ['session'], summary: 'Who am I', operationId: 'readSession' },
      config: { access: 'user', docs: { example: SESSION_EXAMPLE } },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      return answerOf(principalOf(request));
    },
  );
}
