import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { deleteAvatar, restoreAvatar } from '../../../bodies/delete-avatar.ts';
import { eraseBodies } from '../../../bodies/erase-bodies.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { versionCheckOf, versionTag } from '../../precondition.ts';
import { avatarSummarySchema, summaryOf } from './answers.ts';
import { idParams } from './body-request.ts';

const querystring = z.object({
  hard: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('Erase at once and for good'),
});

/** `DELETE /api/v1/avatars` (all of them, for good), `DELETE /api/v1/avatars/:id`, and `POST …/restore` within `LIKENESS_UNDO_DAYS`. */
export function deleteAvatarRoutes(app: App, { bodies, config }: Services): void {
  app.delete(
    '/api/v1/avatars',
    {
      schema: {
        querystring: z.object({ hard: z.literal('true').describe('Said on purpose: there is no way back') }),
        response: { 200: z.object({ erased: z.int() }) },
        tags: ['bodies'],
        summary: 'Erase everything about your body, and the key that it was sealed with',
        operationId: 'eraseBodies',
      },
      config: { access: 'user', docs: { problems: ['invalid_value'] } },
    },
    async (request) => ({
      erased: await eraseBodies(bodies.context, principalOf(request), request.id),
    }),
  );
  app.delete(
    '/api/v1/avatars/:id',
    {
      schema: {
        params: idParams,
        querystring,
        response: { 204: z.null() },
        tags: ['bodies'],
        summary: 'Delete an avatar, or erase it',
        operationId: 'deleteAvatar',
      },
      config: {
        access: 'user',
        docs: { problems: ['malformed_id', 'avatar_not_found', 'forbidden', 'precondition_failed'] },
      },
    },
    async (request, reply) => {
      await deleteAvatar(bodies.context, {
        principal: principalOf(request),
        requestId: request.id,
        id: request.params.id,
        hard: request.query.hard,
        check: versionCheckOf(request),
      });
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/api/v1/avatars/:id/restore',
    {
      schema: {
        params: idParams,
        response: { 200: avatarSummarySchema },
        tags: ['bodies'],
        summary: 'Bring a deleted avatar back',
        operationId: 'restoreAvatar',
      },
      config: { access: 'user', docs: { problems: ['malformed_id', 'avatar_not_found'] } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await restoreAvatar(bodies.context, principal, request.params.id);
      reply.header('etag', versionTag(avatar.version));
      return summaryOf(config, request, principal, avatar);
    },
  );
}
