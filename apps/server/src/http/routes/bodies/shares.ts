import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { type Share, shareAvatar, sharesOf, unshareAvatar } from '../../../bodies/shares.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idParams, isPlain, PLAIN } from './body-request.ts';

const URL = '/api/v1/avatars/:id/shares';
const subject = z
  .string()
  .min(1)
  .max(200)
  .refine(isPlain, PLAIN)
  .describe("The other's `userId`, as tokens carry it");
const shareSchema = z.object({ userId: z.string(), canView: z.boolean(), createdAt: z.iso.datetime() });
const answerOf = ({ createdAt, ...share }: Share) => ({ ...share, createdAt: createdAt.toISOString() });

/** `GET|POST|DELETE /api/v1/avatars/:id/shares`: who else of the organization may look. */
export function shareRoutes(app: App, { bodies, database }: Services): void {
  const problems = ['malformed_id', 'invalid_value', 'avatar_not_found', 'forbidden'] as const;
  app.get(
    URL,
    {
      schema: {
        params: idParams,
        response: { 200: z.object({ data: z.array(shareSchema) }) },
        tags: ['bodies'],
        summary: 'Whom an avatar is shared with',
        operationId: 'listShares',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      return { data: (await sharesOf(bodies.context, avatar)).map(answerOf) };
    },
  );
  app.post(
    URL,
    {
      schema: {
        params: idParams,
        body: z.strictObject({
          userId: subject,
          permissions: z.strictObject({ canView: z.literal(true) }).optional(),
        }),
        response: { 201: shareSchema },
        tags: ['bodies'],
        summary: 'Let somebody look at an avatar',
        operationId: 'shareAvatar',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await avatarFor(database.db, principal, request.params.id, 'change');
      const share = await shareAvatar(bodies.context, principal, avatar, request.body.userId);
      return reply.code(201).send(answerOf(share));
    },
  );
  app.delete(
    URL,
    {
      schema: {
        params: idParams,
        querystring: z.object({ userId: subject.optional() }).describe('Without one: everybody'),
        response: { 204: z.null() },
        tags: ['bodies'],
        summary: 'Stop sharing an avatar',
        operationId: 'unshareAvatar',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request, reply) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      await unshareAvatar(bodies.context, avatar, request.query.userId);
      return reply.code(204).send(null);
    },
  );
}
