import type { Services } from '../../services.ts';
import type { App } from '../app-types.ts';
import { createPictureShortcut } from '../picture-shortcut.ts';
import { getPicture } from './avatars/get-picture.ts';
import { deleteAvatar } from './enterprise-avatar/delete-avatar.ts';
import { getAvatar } from './enterprise-avatar/get-avatar.ts';
import { systemCleanup } from './enterprise-avatar/system-cleanup.ts';
import { systemHealth } from './enterprise-avatar/system-health.ts';
import { systemStats } from './enterprise-avatar/system-stats.ts';
import { uploadAvatar } from './enterprise-avatar/upload.ts';
import { deleteEntityPortrait } from './entities/delete.ts';
import { portraitHistory } from './entities/history.ts';
import { portraitInfo } from './entities/info.ts';
import { stablePortrait } from './entities/picture.ts';
import { undoEntityPortrait } from './entities/undo.ts';
import { uploadEntityPortrait } from './entities/upload.ts';

/** Everything about pictures. */
export function portraitRoutes(app: App, services: Services): void {
  getPicture(app, services, createPictureShortcut(app, services));
  uploadAvatar(app, services);
  getAvatar(app, services);
  deleteAvatar(app, services);
  systemStats(app, services);
  systemCleanup(app, services);
  systemHealth(app, services);
  stablePortrait(app, services);
  portraitInfo(app, services);
  portraitHistory(app, services);
  uploadEntityPortrait(app, services);
  deleteEntityPortrait(app, services);
  undoEntityPortrait(app, services);
}
