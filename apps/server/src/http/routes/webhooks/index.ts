import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { createWebhookRoute } from './create.ts';
import { deleteWebhookRoute } from './delete.ts';
import { getWebhookRoute } from './get.ts';
import { listWebhooksRoute } from './list.ts';
import { patchWebhookRoute } from './patch.ts';
import { testWebhookRoute } from './send-test.ts';

/** Webhooks: an organization's admins say where its events are told. */
export function webhookRoutes(app: App, services: Services): void {
  createWebhookRoute(app, services);
  listWebhooksRoute(app, services);
  getWebhookRoute(app, services);
  patchWebhookRoute(app, services);
  deleteWebhookRoute(app, services);
  testWebhookRoute(app, services);
}
