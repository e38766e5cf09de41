import { z } from 'zod';
import { CACHE_POLICY } from '../../../cdn/cache-policy.ts';
import { Problem } from '../../../errors.ts';
import { formatOf } from '../../../portraits/storage-keys.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { negotiateFormat } from '../../negotiate-format.ts';
import { PICTURE_ROUTE } from '../../picture-headers.ts';
import type { PictureShortcut } from '../../picture-shortcut.ts';
import { sendPicture } from '../../send-picture.ts';
import { findVariant } from './find-variant.ts';

const params = z.object({
  avatarId: z.uuid(),
  file: z
    .string()
    .max(100)
    .describe('`<size>.<jpg|webp|avif>` for exactly that format, or `<size>` to negotiate'),
});

/** `GET /avatars/<avatarId>/<size>.<format>` and `/<size>`: immutable addresses, open to who knows them. */
export function getPicture(app: App, { portraits }: Services, shortcut: PictureShortcut): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: PICTURE_ROUTE,
    schema: { params, tags: ['pictures'], summary: 'A picture in one size', operationId: 'getPicture' },
    config: {
      access: 'public',
      limited: false,
      docs: {
        problems: [
          'malformed_id',
          'picture_not_found',
          'not_acceptable',
          'precondition_failed',
          'range_not_satisfiable',
        ],
        responses: {
          200: { description: 'The picture', content: { 'image/*': {} } },
          206: { description: 'The part that Range asks for', content: { 'image/*': {} } },
          304: { description: 'The picture that If-None-Match or If-Modified-Since tells of' },
        },
      },
    },
    handler: async (request, reply) => {
      const { avatarId, file } = request.params;
      const [, name = file, extension] = /^(.+)\.([a-z]+)$/.exec(file) ?? [];
      const exact = extension === undefined ? undefined : formatOf(extension);
      if (extension !== undefined && exact === undefined) {
        throw new Problem('picture_not_found', `Pictures end in .jpg, .webp or .avif, not in .${extension}.`);
      }
      const picture = await portraits.servable.find(avatarId.toLowerCase());
      if (!picture) throw new Problem('picture_not_found');
      const format = exact ?? negotiateFormat(request.headers.accept, picture.animated);
      if (format === undefined)
        throw new Problem('not_acceptable', undefined, { headers: { vary: 'Accept' } });
      const variant = await findVariant(portraits, picture, name, format);
      if (exact !== undefined) shortcut.learn(request, reply, picture, variant);
      return sendPicture(request, reply, portraits.files, variant, {
        cacheControl: CACHE_POLICY.immutable,
        vary: exact === undefined,
      });
    },
  });
}
