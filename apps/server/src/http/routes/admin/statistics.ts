import { z } from 'zod';
import { statisticsByDay } from '../../../admin/statistics-by-day.ts';
import { principalOf } from '../../../auth/principal.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from '../enterprise-avatar/system-scope.ts';

const now = z.object({
  totalAvatars: z.int().describe('Pictures that are shown'),
  totalSize: z.int().describe('Bytes of all variants, history included'),
  duplicateCount: z.int().describe('Pictures shown that share their bytes with another'),
  savedBytes: z.int().describe('What duplicates would have cost, all since this is counted'),
  pendingCleanup: z.int(),
  bodies: z.int(),
  people: z.int(),
});

const day = z.object({
  day: z.iso.date().describe('UTC'),
  uploads: z.int(),
  duplicates: z.int().describe('Uploads whose bytes were there already'),
  storedBytes: z.int().describe('Bytes that uploads added'),
  savedBytes: z.int().describe('Bytes that duplicates did not need to add'),
  bodies: z.int().describe('Bodies that were begun'),
});

/** `GET /api/v1/admin/statistics` */
export function adminStatisticsRoute(app: App, { database }: Services): void {
  app.get(
    '/api/v1/admin/statistics',
    {
      schema: {
        querystring: z
          .object({ days: z.coerce.number().int().min(1).max(366).default(30).describe('Today included') })
          .strict(),
        response: { 200: z.object({ data: z.object({ now, days: z.array(day) }) }) },
        tags: ['admin'],
        summary: 'How much there is, and what each day brought',
        operationId: 'getAdminStatistics',
      },
      config: { access: 'admin', docs: { problems: ['invalid_value'] } },
    },
    async (request) => {
      const organizationId = systemScope(principalOf(request));
      return { data: await statisticsByDay(database.lists, { organizationId, ...request.query }) };
    },
  );
}
