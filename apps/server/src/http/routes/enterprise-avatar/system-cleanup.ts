import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { cleanupCycle } from '../../../cleanup/cleanup-cycle.ts';
import { auditLog } from '../../../database/schema.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { systemScope } from './system-scope.ts';

const cleanup = z.object({
  expired: z.int(),
  swept: z.int(),
  freedBytes: z.int(),
  orphanObjects: z.int(),
  temporaryFiles: z.int(),
});

/** `POST /api/enterprise/avatar/system/cleanup` */
export function systemCleanup(app: App, services: Services): void {
  const { config, database, store, bodies, log } = services;
  app.post(
    '/api/enterprise/avatar/system/cleanup',
    {
      schema: {
        tags: ['enterprise avatar system'],
        summary: 'Clean up now',
        operationId: 'runCleanup',
        response: {
          200: z.object({ success: z.literal(true), message: z.string(), data: z.object({ cleanup }) }),
        },
      },
      config: { access: 'admin' },
    },
    async (request) => {
      const principal = principalOf(request);
      const report = await cleanupCycle({
        config,
        db: database.db,
        store,
        documents: bodies.context.documents,
        people: services,
        scope: systemScope(principal),
      });
      await database.db.insert(auditLog).values({
        organizationId: principal.organizationId,
        actorId: principal.userId,
        action: 'system.cleanup',
        requestId: request.id,
        details: { ...report },
      });
      log.info({ ...report, requestId: request.id }, 'cleaned up on demand');
      return { success: true as const, message: 'Cleanup completed', data: { cleanup: report } };
    },
  );
}
