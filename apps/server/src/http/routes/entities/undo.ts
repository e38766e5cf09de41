import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { entityToChange } from '../../../entities/entity.ts';
import { undoPortrait } from '../../../portraits/undo-portrait.ts';
import type { Services } from '../../../services.ts';
import { answerPortrait, portraitSchema } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent } from '../../idempotency.ts';
import { portraitTag, preconditionOf } from '../../precondition.ts';
import { ADDRESS, entityParams, referenceOf } from './entity-params.ts';

const undoAnswerSchema = z.object({ success: z.literal(true), data: portraitSchema });
type UndoAnswer = z.infer<typeof undoAnswerSchema>;

/** `POST /api/v1/<entities>/<id>/avatar/undo` */
export function undoEntityPortrait(app: App, services: Services): void {
  const { database, portraits } = services;
  app.post(
    `${ADDRESS}/undo`,
    {
      schema: {
        tags: ['portraits'],
        params: entityParams,
        summary: 'Bring back the picture that was replaced or deleted last',
        operationId: 'undoPortrait',
        response: { 200: undoAnswerSchema },
      },
      config: {
        access: 'user',
        docs: {
          problems: [
            'nothing_to_undo',
            'precondition_failed',
            'request_in_progress',
            'idempotency_key_reused',
            'forbidden',
            'not_found',
          ],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const entity = await entityToChange(database.db, principal, referenceOf(request.params));
      const claim = {
        userId: principal.userId,
        route: `POST ${request.url.split('?')[0]}`,
        key: idempotencyKeyOf(request),
        fingerprint: 'undo',
      };
      const answer = await idempotent<UndoAnswer>(database.db, claim, async () => {
        const blob = await undoPortrait(portraits.context, {
          actor: { ...principal, requestId: request.id },
          entity,
          precondition: preconditionOf(request),
        });
        return {
          status: 200,
          body: { success: true, data: await answerPortrait(services, request, entity, blob) },
        };
      });
      if (answer.replayed) reply.header('idempotency-replayed', 'true');
      reply.header('etag', portraitTag(answer.body.data.avatarId));
      return answer.body;
    },
  );
}
