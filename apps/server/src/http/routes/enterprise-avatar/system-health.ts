import { readiness } from '../../../readiness.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

/** `GET /api/enterprise/avatar/system/health` */
export function systemHealth(app: App, services: Services): void {
  app.get(
    '/api/enterprise/avatar/system/health',
    {
      schema: {
        tags: ['enterprise avatar system'],
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
