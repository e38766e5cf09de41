import { LANDMARK_NAMES, overlaySvg } from '@likeness/vision';
import type { ReadPhoto } from '@likeness/vision/node';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { openPhotoRecord, photoOf } from '../../../bodies/photos/photo-rows.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idParams } from './body-request.ts';

const params = idParams.extend({ photoId: z.uuid() });
const problems = [
  'malformed_id',
  'avatar_not_found',
  'forbidden',
  'photo_not_found',
  'photo_not_read',
] as const;

const point = z.object({ x: z.number(), y: z.number(), z: z.number() });
const landmarks = z.object({
  width: z.int().describe('Pixels of the photo'),
  height: z.int(),
  landmarks: z.array(
    point.extend({
      name: z.string(),
      visibility: z.number(),
      presence: z.number(),
      world: point.nullable().describe('Metres from the middle of the hips'),
    }),
  ),
});

/** `GET …/photos/:photoId/landmarks` and `…/overlay`: what was seen in a photo, until its owner deletes it. */
export function photoSeen(app: App, { bodies, database }: Services): void {
  const seenIn = async (
    request: FastifyRequest,
    { id, photoId }: z.infer<typeof params>,
  ): Promise<ReadPhoto> => {
    const avatar = await avatarFor(database.db, principalOf(request), id, 'change');
    const { seen } = await openPhotoRecord(bodies.context, await photoOf(database.db, avatar.id, photoId));
    if (!seen) throw new Problem('photo_not_read');
    return seen;
  };
  app.get(
    '/api/v1/avatars/:id/photos/:photoId/landmarks',
    {
      schema: {
        params,
        response: { 200: landmarks },
        tags: ['bodies'],
        summary: 'The 33 points of the body that were found in a photo',
        operationId: 'getLandmarks',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request, reply) => {
      const seen = await seenIn(request, request.params);
      reply.header('cache-control', 'private, no-store');
      return {
        width: seen.width,
        height: seen.height,
        landmarks: seen.landmarks.map((mark, index) => ({
          ...mark,
          name: LANDMARK_NAMES[index] ?? `point ${index}`,
          world: seen.world[index] ?? null,
        })),
      };
    },
  );
  app.get(
    '/api/v1/avatars/:id/photos/:photoId/overlay',
    {
      schema: {
        params,
        tags: ['bodies'],
        summary: 'Outline and points as a drawing to lay over the photo',
        operationId: 'getOverlay',
      },
      config: {
        access: 'user',
        docs: {
          problems,
          responses: { 200: { description: 'SVG', content: { 'image/svg+xml': {} } } },
        },
      },
    },
    async (request, reply) => {
      const seen = await seenIn(request, request.params);
      return reply
        .headers({
          'content-type': 'image/svg+xml; charset=utf-8',
          'content-disposition': 'inline; filename="overlay.svg"',
          'cache-control': 'private, no-store',
          'content-security-policy': "default-src 'none'; sandbox",
          'x-content-type-options': 'nosniff',
        })
        .send(overlaySvg(seen));
    },
  );
}
