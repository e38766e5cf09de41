import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { openAvatar } from '../../../bodies/avatar-rows.ts';
import { avatarOfLink } from '../../../bodies/links.ts';
import { rendition, servedModel } from '../../../bodies/renditions.ts';
import { avatars } from '../../../database/avatar-schema.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { thumbnailQuery } from './thumbnail.ts';

/** `GET /shared/avatars/:token`: the watermarked picture that a public link opens; each is counted. */
export function publicLink(app: App, { bodies, database, sealing }: Services): void {
  app.get(
    '/shared/avatars/:token',
    {
      schema: {
        params: z.object({ token: z.string().max(100) }),
        querystring: thumbnailQuery,
        tags: ['bodies'],
        summary: 'The picture behind a public link',
        operationId: 'getSharedPicture',
      },
      config: {
        access: 'public',
        // whoever guesses tokens is counted by address
        limited: true,
        docs: {
          problems: ['link_not_found', 'invalid_value', 'model_not_ready', 'model_failed'],
          responses: { 200: { description: 'PNG with a watermark', content: { 'image/png': {} } } },
        },
      },
    },
    async (request, reply) => {
      const { context } = bodies;
      const { avatarId } = await avatarOfLink(context, request.params.token, { count: false });
      const [avatar] = await database.db.select().from(avatars).where(eq(avatars.id, avatarId));
      if (!avatar) throw new Problem('link_not_found');
      const model = await servedModel(context, avatar);
      const { angle, size } = request.query;
      const form = { picture: { angle, size: Number(size), watermarked: true } };
      const picture = await rendition(context, model, form, await openAvatar(sealing, avatar));
      // counted last: what could not be shown was not taken
      await avatarOfLink(context, request.params.token, { count: true });
      return reply
        .headers({
          'content-type': 'image/png',
          'cache-control': 'private, no-store',
          'x-robots-tag': 'noindex',
          'referrer-policy': 'no-referrer',
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        })
        .send(picture);
    },
  );
}
