import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { findWebhook, testWebhook } from '../../../events/webhooks.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { webhookParams } from './webhook-answer.ts';

const answer = z.object({ eventId: z.uuid().describe('What became of it: GET /api/v1/webhooks/{id}') });

/** `POST /api/v1/webhooks/:id/test`: sends a `webhook.test`, also to one that is off. */
export function testWebhookRoute(app: App, { database }: Services): void {
  app.post(
    '/api/v1/webhooks/:id/test',
    {
      schema: {
        params: webhookParams,
        response: { 202: answer },
        tags: ['webhooks'],
        summary: 'Send a test event',
        operationId: 'testWebhook',
      },
      config: { access: 'admin', docs: { problems: ['malformed_id', 'webhook_not_found'] } },
    },
    async (request, reply) => {
      const row = await findWebhook(database.db, principalOf(request), request.params.id);
      const eventId = await testWebhook(database.db, row);
      return reply.code(202).send({ eventId });
    },
  );
}
