import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { isPhotoSigned } from '../../../bodies/photos/photo-address.ts';
import { openPhoto, photoOf } from '../../../bodies/photos/photo-rows.ts';
import { avatars, photos } from '../../../database/avatar-schema.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

/** `GET /private/photos/:photoId`: a photo by its signed address. What is wrong with one is not told. */
export function photoFile(app: App, { bodies, database, sealing }: Services): void {
  app.get(
    '/private/photos/:photoId',
    {
      // the signature is of GET alone
      exposeHeadRoute: false,
      schema: {
        params: z.object({ photoId: z.string().max(100) }),
        querystring: z.object({
          expires: z.string().max(20).default(''),
          signature: z.string().max(100).default(''),
        }),
        tags: ['bodies'],
        summary: 'A photo by its signed address',
        operationId: 'getPhoto',
      },
      config: {
        access: 'public',
        docs: {
          problems: ['photo_not_found', 'database_unavailable', 'storage_unavailable'],
          responses: { 200: { description: 'JPEG', content: { 'image/jpeg': {} } } },
        },
      },
    },
    async (request, reply) => {
      const { photoId } = request.params;
      if (!isPhotoSigned(sealing, photoId, request.query)) throw new Problem('photo_not_found');
      const [found] = await database.db
        .select({ avatarId: avatars.id, deletedAt: avatars.deletedAt })
        .from(photos)
        .innerJoin(avatars, eq(avatars.id, photos.avatarId))
        .where(eq(photos.id, photoId));
      if (!found || found.deletedAt) throw new Problem('photo_not_found');
      const picture = await openPhoto(bodies.context, await photoOf(database.db, found.avatarId, photoId));
      return reply
        .headers({
          'content-type': 'image/jpeg',
          'content-disposition': 'inline; filename="photo.jpg"',
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
