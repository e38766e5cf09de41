import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { deletePhotos } from '../../../bodies/photos/delete-photos.ts';
import { signPhoto } from '../../../bodies/photos/photo-address.ts';
import { isKept, type PhotoRow, photosOf } from '../../../bodies/photos/photo-rows.ts';
import { PHOTO_TYPES } from '../../../database/avatar-schema.ts';
import type { Services } from '../../../services.ts';
import { serverBase } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { idParams } from './body-request.ts';

const moment = z.iso.datetime().nullable();
const answer = z.object({
  data: z.array(
    z.object({
      id: z.uuid(),
      type: z.enum(PHOTO_TYPES),
      width: z.int().nullable(),
      height: z.int().nullable(),
      uploadedAt: z.iso.datetime(),
      processedAt: moment,
      url: z
        .url()
        .nullable()
        .describe('Opens the photo to whoever has it, for an hour; null once it is deleted'),
      keptUntil: moment.describe('When it goes; null once it is deleted'),
      deletedAt: moment,
      consent: z.object({
        version: z.string(),
        given: z.enum(['stated', 'upload']),
        at: z.iso.datetime(),
      }),
    }),
  ),
});

const URL = '/api/v1/avatars/:id/photos';
const problems = ['malformed_id', 'avatar_not_found', 'forbidden'] as const;

/** `GET|DELETE /api/v1/avatars/:id/photos`: the owner's alone. */
export function photoRoutes(app: App, { bodies, config, database, sealing }: Services): void {
  app.get(
    URL,
    {
      schema: {
        params: idParams,
        response: { 200: answer },
        tags: ['bodies'],
        summary: 'The photos of an avatar, with addresses while they are kept',
        operationId: 'listPhotos',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request, reply) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      const base = `${serverBase(config, request)}/private/photos`;
      const addressOf = ({ id }: PhotoRow) =>
        `${base}/${id}?${new URLSearchParams({ ...signPhoto(sealing, id) })}`;
      reply.header('cache-control', 'private, no-store');
      return {
        data: (await photosOf(database.db, avatar.id)).map((photo) => ({
          id: photo.id,
          type: photo.type,
          width: photo.width,
          height: photo.height,
          uploadedAt: photo.uploadedAt.toISOString(),
          processedAt: photo.processedAt?.toISOString() ?? null,
          url: isKept(photo) ? addressOf(photo) : null,
          keptUntil: isKept(photo) ? photo.keepUntil.toISOString() : null,
          deletedAt: photo.deletedAt?.toISOString() ?? null,
          consent: {
            version: photo.consentVersion,
            given: photo.consentGiven,
            at: photo.consentAt.toISOString(),
          },
        })),
      };
    },
  );
  app.delete(
    URL,
    {
      schema: {
        params: idParams,
        response: { 204: z.null() },
        tags: ['bodies'],
        summary: 'Delete the photos and what was seen in them, now; a job that still needs them is cancelled',
        operationId: 'deletePhotos',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request, reply) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      await deletePhotos(bodies.context, avatar);
      return reply.code(204).send(null);
    },
  );
}
