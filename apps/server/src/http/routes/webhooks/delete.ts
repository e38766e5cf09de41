import { principalOf } from '../../../auth/principal.ts';
import { deleteWebhook } from '../../../events/webhooks.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { webhookParams } from './webhook-answer.ts';

/** `DELETE /api/v1/webhooks/:id`: with it goes what waits for it, and its secret. */
export function deleteWebhookRoute(app: App, { database }: Services): void {
  app.delete(
    '/api/v1/webhooks/:id',
    {
      schema: {
        params: webhookParams,
        tags: ['webhooks'],
        summary: 'Be told no more',
        operationId: 'deleteWebhook',
      },
      config: {
        access: 'admin',
        docs: {
          problems: ['malformed_id', 'webhook_not_found'],
          responses: { 204: { description: 'It is gone' } },
        },
      },
    },
    async (request, reply) => {
      const admin = { ...principalOf(request), requestId: request.id };
      await deleteWebhook(database.db, admin, request.params.id);
      return reply.code(204).send();
    },
  );
}
