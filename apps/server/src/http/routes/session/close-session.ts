import { principalOf } from '../../../auth/principal.ts';
import { clearSessionCookie } from '../../../auth/session-cookie.ts';
import type { Sessions } from '../../../auth/sessions.ts';
import type { App } from '../../app-types.ts';

/** `DELETE /api/v1/session`: the browser forgets the cookie, and the server the session. */
export function closeSession(app: App, sessions: Sessions): void {
  app.delete(
    '/api/v1/session',
    {
      schema: { tags: ['session'], summary: 'Sign out', operationId: 'closeSession' },
      config: {
        access: 'user',
        docs: { problems: ['cross_site_request'], responses: { 204: { description: 'Signed out' } } },
      },
    },
    async (request, reply) => {
      const { session } = principalOf(request);
      if (session !== undefined) await sessions.end(session);
      clearSessionCookie(reply);
      return reply.code(204).send();
    },
  );
}
