import { z } from 'zod';
import { searchAudit } from '../../../admin/audit-search.ts';
import { principalOf } from '../../../auth/principal.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from '../enterprise-avatar/system-scope.ts';
import { cursorSchema, limitSchema, nextCursor, searchSchema } from './admin-query.ts';

const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })]).optional();

const querystring = z
  .object({
    q: searchSchema.describe('Part of an action, a subject or a request id'),
    action: searchSchema.describe('An action, or what a kind of them begins with, as `portrait`'),
    actor: searchSchema.describe('Who did it: their uuid, or the `userId` of their token'),
    from: moment.describe('A day (UTC) or a moment'),
    to: moment.describe('A day (UTC), which is included, or a moment'),
    limit: limitSchema,
    cursor: cursorSchema('bigint'),
  })
  .strict();

const entry = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  actor: z
    .object({ id: z.uuid(), userId: z.string().nullable().describe('Null: they were erased') })
    .nullable()
    .describe('Null: the system itself'),
  action: z.string(),
  subject: z.string().nullable(),
  requestId: z.string(),
  details: z.record(z.string(), z.unknown()).nullable(),
});

const DAY = 86_400_000;

/** The first moment after what was meant. */
function endOf(to: string): Date {
  const end = new Date(to);
  return to.length === '2026-01-31'.length ? new Date(end.getTime() + DAY) : end;
}

/** `GET /api/v1/admin/audit` */
export function adminAuditRoute(app: App, { database }: Services): void {
  app.get(
    '/api/v1/admin/audit',
    {
      schema: {
        querystring,
        response: { 200: z.object({ data: z.array(entry), cursor: nextCursor }) },
        tags: ['admin'],
        summary: 'Who did what, the latest first',
        operationId: 'searchAudit',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => {
      const { from, to, ...query } = request.query;
      const { rows, cursor } = await searchAudit(database.lists, {
        ...query,
        organizationId: systemScope(principalOf(request)),
        from: from === undefined ? undefined : new Date(from),
        before: to === undefined ? undefined : endOf(to),
      });
      return {
        data: rows.map(({ id, at, actorId, actorName, action, subject, requestId, details }) => {
          const actor = actorId === null ? null : { id: actorId, userId: actorName };
          return { id, at, actor, action, subject, requestId, details };
        }),
        cursor,
      };
    },
  );
}
