import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { Problem } from '../../../errors.ts';
import { checkWebhookAddress } from '../../../events/webhook-address.ts';
import { updateWebhook } from '../../../events/webhooks.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { topicsSchema, urlSchema, webhookOf, webhookParams, webhookSchema } from './webhook-answer.ts';

const body = z.strictObject({
  url: urlSchema.optional(),
  topics: topicsSchema.optional(),
  active: z.boolean().optional().describe('What is waiting while it is off is kept for seven days'),
});

/**
 * `PATCH /api/v1/webhooks/:id`. Without `If-Match`: each field is set as a whole and depends on no other, so of two
 * admins the later wins, and neither undoes what they have not named.
 */
export function patchWebhookRoute(app: App, { config, database }: Services): void {
  app.patch(
    '/api/v1/webhooks/:id',
    {
      schema: {
        params: webhookParams,
        body,
        response: { 200: webhookSchema },
        tags: ['webhooks'],
        summary: 'Change, stop or resume a webhook',
        operationId: 'updateWebhook',
      },
      config: {
        access: 'admin',
        docs: { problems: ['malformed_id', 'invalid_value', 'webhook_address_refused', 'webhook_not_found'] },
      },
    },
    async (request, reply) => {
      const { url, topics, active } = request.body;
      if (Object.keys(request.body).length === 0) {
        throw new Problem('invalid_value', 'Send at least one field that is to change.');
      }
      const checked = url === undefined ? undefined : await checkWebhookAddress(url, config.events.toPrivate);
      const row = await updateWebhook(
        database.db,
        { ...principalOf(request), requestId: request.id },
        request.params.id,
        {
          ...(checked && { url: checked }),
          ...(topics && { topics }),
          ...(active !== undefined && { active }),
        },
      );
      reply.header('cache-control', 'private, no-store');
      return webhookOf(row);
    },
  );
}
