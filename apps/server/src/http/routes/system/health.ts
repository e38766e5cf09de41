import { z } from 'zod';
import type { App } from '../../app-types.ts';

const response = { 200: z.object({ status: z.literal('ok') }) };

/** `GET /health`: the process lives. Asks neither the database nor the store. */
export function getHealth(app: App): void {
  app.get(
    '/health',
    {
      schema: { response, tags: ['system'], summary: 'Is the process alive', operationId: 'getHealth' },
      config: { access: 'public', docs: { example: { status: 'ok' } } },
    },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { status: 'ok' as const };
    },
  );
}
