import type { Identities } from '../../../auth/identities.ts';
import { createOidc } from '../../../auth/oidc/oidc.ts';
import type { Sessions } from '../../../auth/sessions.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { beginOidc } from './begin-oidc.ts';
import { closeSession } from './close-session.ts';
import { finishOidc } from './finish-oidc.ts';
import { openSession } from './open-session.ts';
import { readSessionOptions } from './read-options.ts';
import { readSession } from './read-session.ts';

export function addSessionRoutes(
  app: App,
  services: Services,
  { identities, sessions }: { identities: Identities; sessions: Sessions },
): void {
  openSession(app, services, { identities, sessions });
  readSession(app);
  closeSession(app, sessions);
  readSessionOptions(app, services);
  const { config, database, log } = services;
  const oidc = config.oidc && createOidc({ config: config.oidc, db: database.db, log });
  beginOidc(app, services, oidc);
  finishOidc(app, services, { oidc, identities, sessions });
}
