import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { createLink, deleteLink, type Link, linksOf, secretOf } from '../../../bodies/links.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import { serverBase } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent } from '../../idempotency.ts';
import { idParams } from './body-request.ts';

const URL = '/api/v1/avatars/:id/links';
const DAY = 86_400;
const linkSchema = z.object({
  id: z.uuid(),
  expiresAt: z.iso.datetime(),
  maxDownloads: z.int().nullable(),
  downloads: z.int(),
  createdAt: z.iso.datetime(),
});
const problems = ['malformed_id', 'invalid_value', 'avatar_not_found', 'forbidden'] as const;

const answerOf = ({ id, maxDownloads, downloads, ...link }: Link) => ({
  id,
  maxDownloads,
  downloads,
  expiresAt: link.expiresAt.toISOString(),
  createdAt: link.createdAt.toISOString(),
});

/** `GET|POST /api/v1/avatars/:id/links`, `DELETE …/links/:linkId`: public addresses, to look at only. */
export function linkRoutes(app: App, { bodies, config, database, sealing }: Services): void {
  app.get(
    URL,
    {
      schema: {
        params: idParams,
        response: { 200: z.object({ data: z.array(linkSchema) }) },
        tags: ['bodies'],
        summary: 'The public links of an avatar, and how often each was used',
        operationId: 'listLinks',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      return { data: (await linksOf(bodies.context, avatar)).map(answerOf) };
    },
  );
  app.post(
    URL,
    {
      schema: {
        params: idParams,
        body: z.strictObject({
          expiresIn: z
            .int()
            .min(60)
            .max(30 * DAY)
            .default(7 * DAY)
            .describe('Seconds'),
          maxDownloads: z.int().min(1).max(100_000).nullable().default(null),
        }),
        response: {
          201: linkSchema.extend({
            url: z.url().describe('Told in this answer, and in its repeat with the same Idempotency-Key'),
          }),
        },
        tags: ['bodies'],
        summary: 'Make a public link to a watermarked picture',
        operationId: 'createLink',
      },
      config: {
        access: 'user',
        docs: {
          problems: [...problems, 'link_not_found', 'request_in_progress', 'idempotency_key_reused'],
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const avatar = await avatarFor(database.db, principal, request.params.id, 'change');
      const claim = {
        userId: principal.userId,
        route: `POST /api/v1/avatars/${avatar.id}/links`,
        key: idempotencyKeyOf(request),
        fingerprint: JSON.stringify(request.body),
      };
      const made = await idempotent(database.db, claim, async () => ({
        status: 201,
        body: { id: await createLink(bodies.context, avatar, request.body) },
      }));
      const { id } = made.body;
      const link = (await linksOf(bodies.context, avatar)).find((candidate) => candidate.id === id);
      if (!link) throw new Problem('link_not_found');
      if (made.replayed) reply.header('idempotency-replayed', 'true');
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({
          ...answerOf(link),
          url: `${serverBase(config, request)}/shared/avatars/${secretOf(sealing, id)}`,
        });
    },
  );
  app.delete(
    `${URL}/:linkId`,
    {
      schema: {
        params: idParams.extend({ linkId: z.uuid() }),
        response: { 204: z.null() },
        tags: ['bodies'],
        summary: 'Take a public link back',
        operationId: 'deleteLink',
      },
      config: { access: 'user', docs: { problems: [...problems, 'link_not_found'] } },
    },
    async (request, reply) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      await deleteLink(bodies.context, avatar, request.params.linkId);
      return reply.code(204).send(null);
    },
  );
}
