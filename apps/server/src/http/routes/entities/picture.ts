import { z } from 'zod';
import { CACHE_POLICY } from '../../../cdn/cache-policy.ts';
import { findEntity } from '../../../entities/entity.ts';
import { Problem } from '../../../errors.ts';
import { findCurrent } from '../../../portraits/find-portrait.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { negotiateFormat } from '../../negotiate-format.ts';
import { sendPicture } from '../../send-picture.ts';
import { findVariant } from '../avatars/find-variant.ts';
import { ADDRESS, entityParams, referenceOf } from './entity-params.ts';

const UUID = /^[0-9a-f-]{36}$/i;

/** `GET /api/v1/<entities>/<id>/avatar?size=`: an entity's picture, whichever it is at the time. */
export function stablePortrait(app: App, { database, portraits }: Services): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: ADDRESS,
    schema: {
      tags: ['portraits'],
      summary: "An entity's current picture",
      operationId: 'getPortraitPicture',
      params: entityParams,
      querystring: z.object({ size: z.string().max(60).default('medium') }),
    },
    config: {
      access: 'public',
      identify: true,
      limited: false,
      docs: {
        problems: ['no_portrait', 'picture_not_found', 'not_acceptable', 'precondition_failed'],
        responses: {
          200: { description: 'The picture', content: { 'image/*': {} } },
          304: { description: 'The picture that If-None-Match or If-Modified-Since tells of' },
        },
      },
    },
    handler: async (request, reply) => {
      const entity = await findEntity(database.db, referenceOf(request.params), request.principal);
      const blob = entity && (await findCurrent(database.db, entity.id));
      if (!blob) throw new Problem('no_portrait');
      const format = negotiateFormat(request.headers.accept, blob.animated);
      if (format === undefined)
        throw new Problem('not_acceptable', undefined, { headers: { vary: 'Accept' } });
      const picture = { avatarId: blob.id, storageId: blob.storageId, animated: blob.animated };
      const variant = await findVariant(portraits, picture, request.query.size, format);
      return sendPicture(request, reply, portraits.files, variant, {
        // a name means something only to its own organization: no shared cache may keep it
        cacheControl: UUID.test(request.params.id) ? CACHE_POLICY.replaceable : 'private, no-cache',
        vary: true,
      });
    },
  });
}
