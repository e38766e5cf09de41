import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';
import { createFromMeasurements } from './create-from-measurements.ts';
import { createFromPhotosRoute } from './create-from-photos.ts';
import { deleteAvatarRoutes } from './delete.ts';
import { exportRoutes } from './export.ts';
import { getAvatarRoute } from './get.ts';
import { jobRoutes } from './jobs.ts';
import { linkRoutes } from './links.ts';
import { listAvatarsRoute } from './list.ts';
import { measurementRoutes } from './measurements.ts';
import { modelRoute } from './model.ts';
import { patchAvatar } from './patch.ts';
import { photoConsent } from './photo-consent.ts';
import { photoFile } from './photo-file.ts';
import { photoSeen } from './photo-seen.ts';
import { photoRoutes } from './photos.ts';
import { publicLink } from './public-link.ts';
import { retryRoute } from './retry.ts';
import { shareRoutes } from './shares.ts';
import { thumbnailRoute } from './thumbnail.ts';
import { validateRoutes } from './validate.ts';

/** Everything about bodies: spec 2's REST. */
export function bodyRoutes(app: App, services: Services): void {
  createFromMeasurements(app, services);
  createFromPhotosRoute(app, services);
  photoConsent(app, services);
  listAvatarsRoute(app, services);
  getAvatarRoute(app, services);
  patchAvatar(app, services);
  deleteAvatarRoutes(app, services);
  measurementRoutes(app, services);
  validateRoutes(app, services);
  photoRoutes(app, services);
  photoSeen(app, services);
  photoFile(app, services);
  modelRoute(app, services);
  thumbnailRoute(app, services);
  exportRoutes(app, services);
  jobRoutes(app, services);
  retryRoute(app, services);
  shareRoutes(app, services);
  linkRoutes(app, services);
  publicLink(app, services);
}
