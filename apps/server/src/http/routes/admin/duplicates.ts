import { z } from 'zod';
import { duplicatesPage } from '../../../admin/duplicates.ts';
import { principalOf } from '../../../auth/principal.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from '../enterprise-avatar/system-scope.ts';
import { cursorSchema, limitSchema, nextCursor } from './admin-query.ts';

const duplicate = z.object({
  avatarId: z.uuid(),
  users: z.int().describe('How many people and things show it'),
  bytes: z.int(),
  savedBytes: z.int().describe('What the others would have taken'),
  createdAt: z.iso.datetime(),
});

/** `GET /api/v1/admin/duplicates` */
export function adminDuplicatesRoute(app: App, { database }: Services): void {
  app.get(
    '/api/v1/admin/duplicates',
    {
      schema: {
        querystring: z.object({ limit: limitSchema, cursor: cursorSchema('uuid') }).strict(),
        response: { 200: z.object({ data: z.array(duplicate), cursor: nextCursor }) },
        tags: ['admin'],
        summary: 'Pictures that are stored once and shown more than once, the youngest first',
        operationId: 'listDuplicates',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => {
      const organizationId = systemScope(principalOf(request));
      const { rows, cursor } = await duplicatesPage(database.lists, { ...request.query, organizationId });
      return { data: rows, cursor };
    },
  );
}
