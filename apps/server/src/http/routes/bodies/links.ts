import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarFor } from '../../../bodies/avatar-rows.ts';
import { createLink, deleteLink, type Link, linksOf } from '../../../bodies/links.ts';
import type { Services } from '../../../services.ts';
import { serverBase } from '../../answer-portrait.ts';
import type { App } from '../../app-types.ts';
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
export function linkRoutes(app: App, { bodies, config, database }: Services): void {
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
        response: { 201: linkSchema.extend({ url: z.url().describe('Told once') }) },
        tags: ['bodies'],
        summary: 'Make a public link to a watermarked picture',
        operationId: 'createLink',
      },
      config: { access: 'user', docs: { problems } },
    },
    async (request, reply) => {
      const avatar = await avatarFor(database.db, principalOf(request), request.params.id, 'change');
      const { token, ...link } = await createLink(bodies.context, avatar, request.body);
      const url = `${serverBase(config, request)}/shared/avatars/${token}`;
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send({ ...answerOf(link), url });
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
