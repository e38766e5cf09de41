import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { avatarStatistics } from '../../../portraits/statistics.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from './system-scope.ts';

const statistics = z.object({
  totalAvatars: z.int(),
  totalSize: z.int(),
  duplicateCount: z.int(),
  pendingCleanup: z.int(),
});

/** `GET /api/enterprise/avatar/system/stats` */
export function systemStats(app: App, { database }: Services): void {
  app.get(
    '/api/enterprise/avatar/system/stats',
    {
      schema: {
        tags: ['enterprise avatar system'],
        summary: 'Statistics',
        operationId: 'getSystemStats',
        response: { 200: z.object({ success: z.literal(true), data: z.object({ statistics }) }) },
      },
      config: { access: 'admin' },
    },
    async (request) => {
      const found = await avatarStatistics(database.lists, systemScope(principalOf(request)));
      return { success: true as const, data: { statistics: found } };
    },
  );
}
