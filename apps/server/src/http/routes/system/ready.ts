import { z } from 'zod';
import { readiness } from '../../../readiness.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

const checks = z
  .record(z.string(), z.enum(['ok', 'down']))
  .describe(
    'Every engine that is configured. `database` and `storage` are needed by all that is served; `keys` is down when another master key has taken over and this process must be started again',
  );
const serving = z.object({
  status: z.enum(['ready', 'degraded']).describe('degraded: an engine is down that can be done without'),
  checks,
});
const refusing = z.object({ status: z.enum(['not ready', 'shutting down']), checks });
const response = { 200: serving, 503: refusing };

/** `GET /ready`: requests can be served. 503 tells which engine is down, or that the server is stopping. */
export function getReady(app: App, services: Services): void {
  app.get(
    '/ready',
    {
      schema: { response, tags: ['system'], summary: 'Can requests be served', operationId: 'getReady' },
      config: {
        access: 'public',
        docs: { example: { status: 'ready', checks: { database: 'ok', storage: 'ok' } } },
      },
    },
    async (_request, reply) => {
      const { status, checks } = await readiness(services);
      reply.header('cache-control', 'no-store');
      if (status === 'ready' || status === 'degraded') return { status, checks };
      return reply.code(503).header('retry-after', '5').send({ status, checks });
    },
  );
}
