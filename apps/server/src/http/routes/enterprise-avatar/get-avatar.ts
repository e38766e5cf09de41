import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { Problem } from '../../../errors.ts';
import { findPicture } from '../../../portraits/find-portrait.ts';
import type { Services } from '../../../services.ts';
import { answerPicture, pictureSchema } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';

/** `GET /api/enterprise/avatar/{avatarId}`: the addresses of a picture of the caller's organization. */
export function getAvatar(app: App, services: Services): void {
  app.get(
    '/api/enterprise/avatar/:avatarId',
    {
      schema: {
        tags: ['enterprise avatar'],
        summary: 'Where a picture is',
        operationId: 'getPictureAddresses',
        params: z.object({ avatarId: z.uuid() }),
        response: { 200: z.object({ success: z.literal(true), data: pictureSchema }) },
      },
      config: { access: 'user', docs: { problems: ['malformed_id', 'picture_not_found'] } },
    },
    async (request) => {
      const { organizationId } = principalOf(request);
      const avatarId = request.params.avatarId.toLowerCase();
      const blob = await findPicture(services.database.db, { avatarId, organizationId });
      const servable = blob && (await services.portraits.servable.find(avatarId));
      if (!blob || !servable) throw new Problem('picture_not_found');
      return { success: true as const, data: await answerPicture(services, request, blob) };
    },
  );
}
