import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { findWebhook, lastDeliveries } from '../../../events/webhooks.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { deliveryOf, deliverySchema, webhookOf, webhookParams, webhookSchema } from './webhook-answer.ts';

const answer = webhookSchema.extend({
  deliveries: z.array(deliverySchema).describe('The last 50, newest first; kept for seven days'),
});

/** `GET /api/v1/webhooks/:id`: what became of the last events. */
export function getWebhookRoute(app: App, { database }: Services): void {
  app.get(
    '/api/v1/webhooks/:id',
    {
      schema: {
        params: webhookParams,
        response: { 200: answer },
        tags: ['webhooks'],
        summary: 'A webhook and its last deliveries',
        operationId: 'getWebhook',
      },
      config: { access: 'admin', docs: { problems: ['malformed_id', 'webhook_not_found'] } },
    },
    async (request, reply) => {
      const row = await findWebhook(database.db, principalOf(request), request.params.id);
      const deliveries = await lastDeliveries(database.db, row.id);
      reply.header('cache-control', 'private, no-store');
      return { ...webhookOf(row), deliveries: deliveries.map(deliveryOf) };
    },
  );
}
