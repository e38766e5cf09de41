import type { Identities } from '../../../auth/identities.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { adminAuditRoute } from './audit.ts';
import { adminCleanupRoute } from './cleanup.ts';
import { adminDuplicatesRoute } from './duplicates.ts';
import { adminEnginesRoute } from './engines.ts';
import { erasePersonRoute } from './erase-person.ts';
import { adminPeopleRoute } from './people.ts';
import { adminStatisticsRoute } from './statistics.ts';
import { verifyCertificateRoute } from './verify-certificate.ts';

/** What an organization's admins look at, and whom they erase. Nobody keeps an answer, of a refusal neither. */
export function adminRoutes(parent: App, services: Services, identities: Identities): void {
  parent.register(async (app: App) => {
    app.addHook('onSend', async (_request, reply) => {
      reply.header('cache-control', 'private, no-store');
    });
    addRoutes(app, services, identities);
  });
}

function addRoutes(app: App, services: Services, identities: Identities): void {
  adminStatisticsRoute(app, services);
  adminEnginesRoute(app, services);
  adminAuditRoute(app, services);
  adminCleanupRoute(app, services);
  adminDuplicatesRoute(app, services);
  adminPeopleRoute(app, services);
  erasePersonRoute(app, services, identities);
  verifyCertificateRoute(app, services);
}
