import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { findEntity, mayChange } from '../../../entities/entity.ts';
import { Problem } from '../../../errors.ts';
import { findHistory } from '../../../portraits/find-portrait.ts';
import type { Services } from '../../../services.ts';
import { answerPicture, pictureSchema } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { ADDRESS, entityParams, referenceOf } from './entity-params.ts';

/** `GET /api/v1/<entities>/<id>/avatar/history` */
export function portraitHistory(app: App, services: Services): void {
  const { database, config } = services;
  app.get(
    `${ADDRESS}/history`,
    {
      schema: {
        tags: ['portraits'],
        params: entityParams,
        summary: 'The current picture and those that an undo can bring back',
        operationId: 'getPortraitHistory',
        response: {
          200: z.object({
            success: z.literal(true),
            data: z.array(
              z.object({
                picture: pictureSchema,
                since: z.iso.datetime(),
                until: z.iso.datetime().nullable(),
                endedBy: z.enum(['replaced', 'deleted', 'undone']).nullable(),
              }),
            ),
          }),
        },
      },
      config: { access: 'user', docs: { problems: ['not_found'] } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const entity = await findEntity(database.db, referenceOf(request.params), principal);
      // private: who may not change the picture shall not even learn that it has a history
      const own = entity?.organizationId === principal.organizationId && mayChange(principal, entity);
      if (!own) throw new Problem('not_found');
      reply.header('cache-control', 'no-store');
      const history = await findHistory(database.db, entity.id, config.cleanup.undo);
      const data = await Promise.all(
        history.map(async ({ blob, createdAt, endedAt, endedBy }) => ({
          picture: await answerPicture(services, request, blob),
          since: createdAt.toISOString(),
          until: endedAt?.toISOString() ?? null,
          endedBy,
        })),
      );
      return { success: true as const, data };
    },
  );
}
