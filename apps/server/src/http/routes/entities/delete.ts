import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { entityToChange } from '../../../entities/entity.ts';
import { Problem } from '../../../errors.ts';
import { deletePortrait } from '../../../portraits/delete-portrait.ts';
import { erasePortraits } from '../../../portraits/erase-portraits.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { preconditionOf } from '../../precondition.ts';
import { ADDRESS, entityParams, referenceOf } from './entity-params.ts';

/** `DELETE /api/v1/<entities>/<id>/avatar`, with `?erase=true` for good. */
export function deleteEntityPortrait(app: App, { database, portraits }: Services): void {
  app.delete(
    ADDRESS,
    {
      schema: {
        tags: ['portraits'],
        params: entityParams,
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
      const change = { actor, entity, precondition: preconditionOf(request) };
      if (!request.query.erase) await deletePortrait(portraits.context, change);
      else if ((await erasePortraits(portraits.context, change)) === 0) throw new Problem('no_portrait');
      return reply.code(204).send(null);
    },
  );
}
