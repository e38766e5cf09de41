import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { photosState } from '../../../bodies/photos/photo-rows.ts';
import { bodyDetails } from '../../../bodies/remembered.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { versionTag } from '../../precondition.ts';
import { avatarOf, avatarSchema, summaryOf } from './answers.ts';
import { idParams } from './body-request.ts';

/** `GET /api/v1/avatars/:id` */
export function getAvatarRoute(app: App, services: Services): void {
  const { bodies, config, database } = services;
  app.get(
    '/api/v1/avatars/:id',
    {
      schema: {
        params: idParams,
        response: { 200: avatarSchema },
        tags: ['bodies'],
        summary: 'An avatar with its details',
        operationId: 'getAvatar',
      },
      config: { access: 'user', docs: { problems: ['malformed_id', 'avatar_not_found'] } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await avatarFor(database.db, principal, request.params.id, 'view');
      const details = await bodyDetails(services, avatar);
      reply.headers({ etag: versionTag(avatar.version), 'cache-control': 'private, no-store' });
      const photos = avatar.userId === principal.userId ? await photosState(bodies.context, avatar.id) : null;
      return avatarOf(summaryOf(config, request, principal, avatar), details, photos);
    },
  );
}
