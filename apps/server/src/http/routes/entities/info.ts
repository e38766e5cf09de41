import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { findEntity } from '../../../entities/entity.ts';
import { Problem } from '../../../errors.ts';
import { findCurrent } from '../../../portraits/find-portrait.ts';
import type { Services } from '../../../services.ts';
import { answerPortrait, portraitSchema } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { portraitTag } from '../../precondition.ts';
import { ADDRESS, entityParams, referenceOf } from './entity-params.ts';

/** `GET /api/v1/<entities>/<id>/avatar/info` */
export function portraitInfo(app: App, services: Services): void {
  const { database } = services;
  app.get(
    `${ADDRESS}/info`,
    {
      schema: {
        tags: ['portraits'],
        params: entityParams,
        summary: "What an entity's picture is, and where",
        operationId: 'getPortrait',
        response: { 200: z.object({ success: z.literal(true), data: portraitSchema }) },
      },
      config: { access: 'user', docs: { problems: ['no_portrait', 'not_found'] } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const entity = await findEntity(database.db, referenceOf(request.params), principal);
      if (entity?.organizationId !== principal.organizationId) throw new Problem('not_found');
      const blob = await findCurrent(database.db, entity.id);
      if (!blob) throw new Problem('no_portrait');
      reply.header('etag', portraitTag(blob.id)).header('cache-control', 'private, no-cache');
      return { success: true as const, data: await answerPortrait(services, request, entity, blob) };
    },
  );
}
