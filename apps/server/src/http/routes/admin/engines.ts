import { z } from 'zod';
import { enginesHealth } from '../../../admin/engines.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

const state = z.enum(['ok', 'degraded', 'down']);
const engine = z.object({
  name: z.string(),
  kind: z.string().describe('What serves it, as `embedded`, `postgresql`, `disk`, `s3`, `redis`'),
  state: state.describe('degraded: it can be done without, or work has piled up'),
  latencyMs: z.number().nullable().describe('Of the check just made; null where nothing was asked'),
  detail: z.string().describe('A sentence; names no host'),
});

/** `GET /api/v1/admin/engines` */
export function adminEnginesRoute(app: App, services: Services): void {
  app.get(
    '/api/v1/admin/engines',
    {
      schema: {
        response: { 200: z.object({ data: z.object({ status: state, engines: z.array(engine) }) }) },
        tags: ['admin'],
        summary: 'The health of every engine',
        operationId: 'listEngines',
      },
      config: { access: 'admin' },
    },
    async () => ({ data: await enginesHealth(services) }),
  );
}
