import type { App } from '../../app-types.ts';
import { answerOf, SESSION_EXAMPLE, sessionAnswer } from './session-answer.ts';

const response = { 200: sessionAnswer.extend({ data: sessionAnswer.shape.data.nullable() }) };

/** `GET /api/v1/session`: who the token or the cookie says one is; null for nobody, as of an old cookie. */
export function readSession(app: App): void {
  app.get(
    '/api/v1/session',
    {
      schema: { response, tags: ['session'], summary: 'Who am I', operationId: 'readSession' },
      config: {
        access: 'public',
        identify: true,
        docs: { problems: ['invalid_token', 'token_expired'], example: SESSION_EXAMPLE },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const { principal } = request;
      return principal === undefined ? { success: true as const, data: null } : answerOf(principal);
    },
  );
}
