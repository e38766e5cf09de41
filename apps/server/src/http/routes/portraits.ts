import type { Services } from '../../services.ts';
import type { App } from '../app-types.ts';
import { createPictureShortcut } from '../picture-shortcut.ts';
import { getPicture } from './avatars/get-picture.ts';
import { deleteAvatar } from './enterprise-avatar/delete-avatar.ts';
import { getAvatar } from './enterprise-avatar/get-avatar.ts';
import { enterpriseSystem } from './enterprise-avatar/system.ts';
import { uploadAvatar } from './enterprise-avatar/upload.ts';
import { changePortrait } from './entities/change-portrait.ts';
import { readPortrait } from './entities/read-portrait.ts';
import { stablePortrait } from './entities/stable-address.ts';

/** Everything about pictures. */
export function portraitRoutes(app: App, services: Services): void {
  getPicture(app, services, createPictureShortcut(app, services));
  uploadAvatar(app, services);
  getAvatar(app, services);
  deleteAvatar(app, services);
  enterpriseSystem(app, services);
  stablePortrait(app, services);
  readPortrait(app, services);
  changePortrait(app, services);
}
