import { z } from 'zod';
import { mayRuleOrganization, principalOf } from '../../../auth/principal.ts';
import { listAvatars, SORTABLE } from '../../../bodies/list-avatars.ts';
import { AVATAR_STATUSES } from '../../../database/avatar-schema.ts';
import { Problem } from '../../../errors.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { avatarSummarySchema, summaryOf } from './answers.ts';
import { isPlain, PLAIN } from './body-request.ts';

const tags = z
  .union([z.string().max(1_100), z.array(z.string().max(50)).max(20)])
  .refine((sent) => [sent].flat().every(isPlain), PLAIN)
  .transform((sent) => (typeof sent === 'string' ? sent.split(',') : sent).map((tag) => tag.trim()))
  .describe('Every one of these; separated by commas, or repeated');

const querystring = z
  .object({
    status: z.enum(AVATAR_STATUSES).optional(),
    search: z.string().max(255).refine(isPlain, PLAIN).optional().describe('Part of the name'),
    tags: tags.optional(),
    page: z.coerce.number().int().min(1).max(1_000_000).default(1),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    sortBy: z.enum(SORTABLE).optional(),
    sortOrder: z.enum(['asc', 'desc']).optional(),
    sort: z.enum(SORTABLE).optional().describe('The same as sortBy'),
    order: z.enum(['asc', 'desc']).optional().describe('The same as sortOrder'),
    scope: z
      .enum(['own', 'shared', 'organization', 'deleted'])
      .default('own')
      .describe('Yours, those shared with you, all of the organization (admins), or yours to restore'),
  })
  .strict();

const answer = z.object({
  data: z.array(avatarSummarySchema),
  pagination: z.object({ page: z.int(), limit: z.int(), total: z.int(), totalPages: z.int() }),
});

/** `GET /api/v1/avatars` */
export function listAvatarsRoute(app: App, { config, database }: Services): void {
  app.get(
    '/api/v1/avatars',
    {
      schema: {
        querystring,
        response: { 200: answer },
        tags: ['bodies'],
        summary: 'List avatars',
        operationId: 'listAvatars',
      },
      config: { access: 'user', docs: { problems: ['invalid_value', 'forbidden'] } },
    },
    async (request) => {
      const principal = principalOf(request);
      const { sort, order, sortBy, sortOrder, ...query } = request.query;
      if (query.scope === 'organization' && !mayRuleOrganization(principal)) throw new Problem('forbidden');
      // who may see what others share is asked of the primary
      const db = query.scope === 'shared' ? database.db : database.lists;
      const { rows, total } = await listAvatars(db, {
        ...query,
        undo: config.cleanup.undo,
        principal,
        sortBy: sortBy ?? sort ?? 'createdAt',
        sortOrder: sortOrder ?? order ?? 'desc',
      });
      const { page, limit } = query;
      return {
        data: rows.map((row) => summaryOf(config, request, principal, row)),
        pagination: { page, limit, total, totalPages: Math.ceil(total / limit) },
      };
    },
  );
}
