import { z } from 'zod';
import { cleanupQueuePage } from '../../../admin/cleanup-queue.ts';
import { principalOf } from '../../../auth/principal.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from '../enterprise-avatar/system-scope.ts';
import { limitSchema, nextCursor } from './admin-query.ts';

const querystring = z
  .object({
    limit: limitSchema,
    cursor: z
      .string()
      .regex(/^\d{1,18}$/, 'is none that this list gave')
      .optional()
      .describe('As the page before gave it'),
  })
  .strict();

const queued = z.object({
  avatarId: z.uuid(),
  reason: z.string(),
  queuedAt: z.iso.datetime(),
  dueAt: z.iso
    .datetime()
    .describe('From when a cleanup may remove it, unless somebody shows it again by then'),
  bytes: z.int(),
});

/** `GET /api/v1/admin/cleanup` */
export function adminCleanupRoute(app: App, { config, database }: Services): void {
  app.get(
    '/api/v1/admin/cleanup',
    {
      schema: {
        querystring,
        response: { 200: z.object({ data: z.array(queued), total: z.int(), cursor: nextCursor }) },
        tags: ['admin'],
        summary: 'Pictures that wait for the cleanup, in their order',
        operationId: 'listCleanupQueue',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => {
      const { rows, total, cursor } = await cleanupQueuePage(database.lists, {
        ...request.query,
        organizationId: systemScope(principalOf(request)),
        grace: config.cleanup.grace,
      });
      return { data: rows, total, cursor };
    },
  );
}
