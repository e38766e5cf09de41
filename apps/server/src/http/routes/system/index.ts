import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { getApiReference } from './api-reference.ts';
import { getHealth } from './health.ts';
import { getReady } from './ready.ts';
import { getStudio } from './studio.ts';

export async function addSystemRoutes(app: App, services: Services): Promise<void> {
  getHealth(app);
  getReady(app, services);
  await getApiReference(app);
  await getStudio(app);
}
