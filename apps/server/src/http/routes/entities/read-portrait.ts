import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { entityToChange, findEntity } from '../../../entities/entity.ts';
import { Problem } from '../../../errors.ts';
import { findCurrent, findHistory } from '../../../portraits/find-portrait.ts';
import type { Services } from '../../../services.ts';
import { answerPicture, answerPortrait, pictureSchema, portraitSchema } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { portraitTag } from '../../precondition.ts';
import { entityParams, referenceOf } from './entity-params.ts';

const ADDRESS = '/api/v1/:collection/:id/avatar';
const base = { tags: ['portraits'], params: entityParams };

/** `GET /api/v1/<entities>/<id>/avatar/info` and `…/history`. */
export function readPortrait(app: App, services: Services): void {
  const { database, config } = services;
  app.get(
    `${ADDRESS}/info`,
    {
      schema: {
        ...base,
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

  app.get(
    `${ADDRESS}/history`,
    {
      schema: {
        ...base,
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
      config: { access: 'user', docs: { problems: ['forbidden', 'not_found'] } },
    },
    async (request) => {
      // the history is private: only who may change the picture may see what it was
      const entity = await entityToChange(database.db, principalOf(request), referenceOf(request.params));
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
