import { clearSessionCookie } from '../../../auth/session-cookie.ts';
import type { App } from '../../app-types.ts';

/** `DELETE /api/v1/session`: the browser forgets the cookie. */
export function closeSession(app: App): void {
  app.delete(
    '/api/v1/session',
    {
      schema: { tags: ['session'], summary: 'Sign out', operationId: 'closeSession' },
      config: {
        access: 'user',
        docs: { problems: ['cross_site_request'], responses: { 204: { description: 'Signed out' } } },
      },
    },
    async (_request, reply) => {
      clearSessionCookie(reply);
      return reply.code(204).send();
    },
  );
}
