import { z } from 'zod';
import { peoplePage } from '../../../admin/people.ts';
import { principalOf } from '../../../auth/principal.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from '../enterprise-avatar/system-scope.ts';
import { cursorSchema, limitSchema, nextCursor, searchSchema } from './admin-query.ts';

const querystring = z
  .object({
    q: searchSchema.describe('Part of a `userId`, or an id'),
    limit: limitSchema,
    cursor: cursorSchema('uuid'),
  })
  .strict();

const person = z.object({
  id: z.uuid(),
  userId: z.string().describe('As in their token'),
  portraits: z.int().describe('Pictures, those that an undo would bring back included'),
  bodies: z.int(),
  createdAt: z.iso.datetime().describe('When they first came'),
});

/** `GET /api/v1/admin/people`: the primary is asked, as an erasure shows at once. */
export function adminPeopleRoute(app: App, { database }: Services): void {
  app.get(
    '/api/v1/admin/people',
    {
      schema: {
        querystring,
        response: { 200: z.object({ data: z.array(person), cursor: nextCursor }) },
        tags: ['admin'],
        summary: 'Who has signed in, the latest newcomers first',
        operationId: 'listPeople',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => {
      const organizationId = systemScope(principalOf(request));
      const { rows, cursor } = await peoplePage(database.db, { ...request.query, organizationId });
      return { data: rows, cursor };
    },
  );
}
