import { z } from 'zod';
import { type Principal, principalOf } from '../../../auth/principal.ts';
import { cleanupCycle } from '../../../cleanup/cleanup-cycle.ts';
import { auditLog } from '../../../database/schema.ts';
import { avatarStatistics } from '../../../portraits/statistics.ts';
import { readiness } from '../../../readiness.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

const statistics = z.object({
  totalAvatars: z.int(),
  totalSize: z.int(),
  duplicateCount: z.int(),
  pendingCleanup: z.int(),
});
const cleanup = z.object({
  expired: z.int(),
  swept: z.int(),
  freedBytes: z.int(),
  orphanObjects: z.int(),
  temporaryFiles: z.int(),
});
const base = { tags: ['enterprise avatar system'] };

/** An admin sees and cleans their own organization; the permission `system` opens all of them. */
function scopeOf(principal: Principal): string | undefined {
  return principal.permissions.includes('system') ? undefined : principal.organizationId;
}

/** `GET /system/stats`, `POST /system/cleanup`, `GET /system/health` of spec 1. */
export function enterpriseSystem(app: App, services: Services): void {
  const { config, database, store, log } = services;
  app.get(
    '/api/enterprise/avatar/system/stats',
    {
      schema: {
        ...base,
        summary: 'Statistics',
        operationId: 'getSystemStats',
        response: { 200: z.object({ success: z.literal(true), data: z.object({ statistics }) }) },
      },
      config: { access: 'admin' },
    },
    async (request) => {
      const found = await avatarStatistics(database.db, scopeOf(principalOf(request)));
      return { success: true as const, data: { statistics: found } };
    },
  );

  app.post(
    '/api/enterprise/avatar/system/cleanup',
    {
      schema: {
        ...base,
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
      const report = await cleanupCycle({ config, db: database.db, store, scope: scopeOf(principal) });
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

  app.get(
    '/api/enterprise/avatar/system/health',
    {
      schema: {
        ...base,
        summary: 'Is everything there that pictures need?',
        operationId: 'getSystemHealth',
      },
      config: { access: 'user' },
    },
    async (_request, reply) => {
      const state = await readiness(services);
      return reply.code(state.ready ? 200 : 503).send({
        success: state.ready,
        data: { status: state.ready ? 'healthy' : 'unhealthy', services: state.checks },
      });
    },
  );
}
