import { z } from 'zod';
import { principalOf } from '../../../auth/principal.ts';
import { checkWebhookAddress } from '../../../events/webhook-address.ts';
import { createWebhook, findWebhook, openSecret } from '../../../events/webhooks.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { idempotencyKeyOf, idempotent } from '../../idempotency.ts';
import { topicsSchema, urlSchema, WEBHOOK_EXAMPLE, webhookOf, webhookSchema } from './webhook-answer.ts';

const ROUTE = 'POST /api/v1/webhooks';
const body = z.strictObject({ url: urlSchema, topics: topicsSchema });
const answer = webhookSchema.extend({
  secret: z.string().describe('What messages are signed with. It is told this once.'),
});

/**
 * `POST /api/v1/webhooks`: be told of events. The secret is in this answer only, and in its repeat with the same
 * `Idempotency-Key`, for whom the first did not reach; what is kept for that holds the id alone.
 */
export function createWebhookRoute(app: App, { config, database, sealing }: Services): void {
  app.post(
    '/api/v1/webhooks',
    {
      schema: {
        body,
        response: { 201: answer },
        tags: ['webhooks'],
        summary: 'Be told of events',
        operationId: 'createWebhook',
      },
      config: {
        access: 'admin',
        docs: {
          problems: [
            'invalid_value',
            'webhook_address_refused',
            'webhook_not_found',
            'too_many_webhooks',
            'request_in_progress',
            'idempotency_key_reused',
          ],
          example: { ...WEBHOOK_EXAMPLE, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' },
        },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const { db } = database;
      const claim = {
        userId: principal.userId,
        route: ROUTE,
        key: idempotencyKeyOf(request),
        fingerprint: sealing.fingerprint(JSON.stringify(request.body)),
      };
      const { body: made, replayed } = await idempotent(db, claim, async () => {
        const url = await checkWebhookAddress(request.body.url, config.events.toPrivate);
        const admin = { ...principal, requestId: request.id };
        const { id } = await createWebhook(db, sealing.common, admin, { url, topics: request.body.topics });
        return { status: 201, body: { id } };
      });
      if (replayed) reply.header('idempotency-replayed', 'true');
      const row = await findWebhook(db, principal, made.id);
      reply.code(201).headers({ location: `/api/v1/webhooks/${row.id}`, 'cache-control': 'no-store' });
      return { ...webhookOf(row), secret: openSecret(sealing.common, row) };
    },
  );
}
