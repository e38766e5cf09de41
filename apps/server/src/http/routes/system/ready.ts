import { z } from 'zod';
import { readiness } from '../../../readiness.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

const part = z.enum(['ok', 'down']);
const body = z.object({
  status: z.enum(['ready', 'not ready', 'shutting down']),
  checks: z.object({ database: part, storage: part }),
});
const response = { 200: body, 503: body };

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
      const { ready, stopping, checks } = await readiness(services);
      reply.header('cache-control', 'no-store');
      if (ready) return { status: 'ready', checks } as const;
      const status = stopping ? 'shutting down' : 'not ready';
      return reply.code(503).header('retry-after', '5').send({ status, checks });
    },
  );
}
