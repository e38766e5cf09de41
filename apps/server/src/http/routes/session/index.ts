import type { Identities } from '../../../auth/identities.ts';
import type { Sessions } from '../../../auth/sessions.ts';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { closeSession } from './close-session.ts';
import { openSession } from './open-session.ts';
import { readSession } from './read-session.ts';

export function addSessionRoutes(
  app: App,
  services: Services,
  { identities, sessions }: { identities: Identities; sessions: Sessions },
): void {
  openSession(app, services, { identities, sessions });
  readSession(app);
  closeSession(app, sessions);
}
