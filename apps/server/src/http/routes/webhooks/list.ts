import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { listWebhooks } from '../../../events/webhooks.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { WEBHOOK_EXAMPLE, webhookOf, webhookSchema } from './webhook-answer.ts';

/** `GET /api/v1/webhooks`: those of one's organization, oldest first. */
export function listWebhooksRoute(app: App, { database }: Services): void {
  app.get(
    '/api/v1/webhooks',
    {
      schema: {
        response: { 200: z.object({ webhooks: z.array(webhookSchema) }) },
        tags: ['webhooks'],
        summary: 'Who is told of events',
        operationId: 'listWebhooks',
      },
      config: { access: 'admin', docs: { example: { webhooks: [WEBHOOK_EXAMPLE] } } },
    },
    async (request, reply) => {
      const rows = await listWebhooks(database.db, principalOf(request).organizationId);
      reply.header('cache-control', 'private, no-store');
      return { webhooks: rows.map(webhookOf) };
    },
  );
}
