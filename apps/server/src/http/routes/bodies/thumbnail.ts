import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idParams } from './body-request.ts';
import { sendRendition } from './send-rendition.ts';

/** Few sizes, so that few pictures are kept. */
export const THUMBNAIL_SIZES = ['128', '256', '512', '1024'] as const;
export const thumbnailQuery = z
  .object({
    angle: z.enum(['front', 'three-quarter', 'side', 'back']).default('three-quarter'),
    size: z.enum(THUMBNAIL_SIZES).default('512').describe('Pixels of the square picture'),
  })
  .strict();

/** `GET /api/v1/avatars/:id/thumbnail` */
export function thumbnailRoute(app: App, services: Services): void {
  app.get(
    '/api/v1/avatars/:id/thumbnail',
    {
      schema: {
        params: idParams,
        querystring: thumbnailQuery,
        tags: ['bodies'],
        summary: 'A picture of the body',
        operationId: 'getThumbnail',
      },
      config: {
        access: 'user',
        docs: {
          problems: ['malformed_id', 'invalid_value', 'avatar_not_found', 'model_not_ready', 'model_failed'],
          responses: {
            200: { description: 'PNG', content: { 'image/png': {} } },
            304: { description: 'The picture that If-None-Match tells of' },
          },
        },
      },
    },
    async (request, reply) => {
      const avatar = await avatarFor(services.database.db, principalOf(request), request.params.id, 'view');
      const { angle, size } = request.query;
      const form = { picture: { angle, size: Number(size) } };
      return sendRendition(services, request, reply, avatar, form, `body-${angle}.png`);
    },
  );
}
