export { buildApp } from './app.ts';
export { type Config, loadConfig } from './config/config.ts';
export { type DatabaseHandle, openDatabase } from './database/database.ts';
export { ConfigurationError, type ErrorCode, Problem } from './errors.ts';
export { createLog, type Log } from './log.ts';
export type { Services } from './services.ts';
export { loadEnvironmentFile } from './start/environment-file.ts';
export { openServices } from './start/open-services.ts';
export { runServer } from './start/server.ts';
export { runWorker } from './start/worker.ts';
export {
  EnterpriseAvatarService,
  type EnterpriseAvatarServiceOptions,
  type UploadAvatarResult,
} from './enterprise-avatar-service.ts';
