import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { entityToChange } from '../../../entities/entity.ts';
import { Problem } from '../../../errors.ts';
import { deletePortrait } from '../../../portraits/delete-portrait.ts';
import { erasePortraits } from '../../../portraits/erase-portraits.ts';
import { undoPortrait } from '../../../portraits/undo-portrait.ts';
import type { Services } from '../../../services.ts';
import { answerPortrait, portraitSchema } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { portraitTag, preconditionOf } from '../../precondition.ts';
import { answerUpload, UPLOAD_BODY, UPLOAD_PROBLEMS, uploadAnswerSchema } from '../../upload-answer.ts';
import { entityParams, referenceOf } from './entity-params.ts';

const ADDRESS = '/api/v1/:collection/:id/avatar';
const base = { tags: ['portraits'], params: entityParams };

/** `POST` and `DELETE /api/v1/<entities>/<id>/avatar`, `POST …/avatar/undo`. */
export function changePortrait(app: App, services: Services): void {
  const { database, portraits } = services;
  app.post(
    ADDRESS,
    {
      schema: {
        ...base,
        summary: "Upload an entity's picture",
        operationId: 'uploadPortrait',
        response: { 201: uploadAnswerSchema },
      },
      config: {
        access: 'user',
        docs: { problems: [...UPLOAD_PROBLEMS, 'forbidden', 'not_found'], body: UPLOAD_BODY },
      },
    },
    (request, reply) =>
      answerUpload(services, request, reply, (principal) =>
        entityToChange(database.db, principal, referenceOf(request.params)),
      ),
  );

  app.delete(
    ADDRESS,
    {
      schema: {
        ...base,
        summary: "Delete an entity's picture",
        description:
          'It can be brought back within the undo window. With `erase=true` the history goes, too, for good.',
        querystring: z.object({ erase: z.stringbool().default(false) }),
        operationId: 'deletePortrait',
        response: { 204: z.null() },
      },
      config: {
        access: 'user',
        docs: { problems: ['no_portrait', 'precondition_failed', 'forbidden', 'not_found'] },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const entity = await entityToChange(database.db, principal, referenceOf(request.params));
      const actor = { ...principal, requestId: request.id };
      if (request.query.erase) {
        if ((await erasePortraits(portraits.context, { actor, entity })) === 0)
          throw new Problem('no_portrait');
      } else {
        await deletePortrait(portraits.context, { actor, entity, precondition: preconditionOf(request) });
      }
      return reply.code(204).send(null);
    },
  );

  app.post(
    `${ADDRESS}/undo`,
    {
      schema: {
        ...base,
        summary: 'Bring back the picture that was replaced or deleted last',
        operationId: 'undoPortrait',
        response: { 200: z.object({ success: z.literal(true), data: portraitSchema }) },
      },
      config: {
        access: 'user',
        docs: { problems: ['nothing_to_undo', 'precondition_failed', 'forbidden', 'not_found'] },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const entity = await entityToChange(database.db, principal, referenceOf(request.params));
      const blob = await undoPortrait(portraits.context, {
        actor: { ...principal, requestId: request.id },
        entity,
        precondition: preconditionOf(request),
      });
      reply.header('etag', portraitTag(blob.id));
      return { success: true as const, data: await answerPortrait(services, request, entity, blob) };
    },
  );
}
