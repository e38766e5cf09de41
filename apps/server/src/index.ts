export { erasePerson } from './admin/erase-person.ts';
export { type ErasureCertificate, isGenuine } from './admin/erasure-certificate.ts';
export { type FoundPerson, findPeople } from './admin/find-people.ts';
export { buildApp } from './app.ts';
export { DEFAULT_ORGANIZATION, OWN_ISSUER } from './auth/claims.ts';
export { createIdentities, type Identities } from './auth/identities.ts';
export { BackupError, type OnProgress, type Progress } from './backup/backup-error.ts';
export { type BackupOptions, createBackup } from './backup/create-backup.ts';
export type { BackupManifest } from './backup/manifest.ts';
export { type RestoreOptions, restoreBackup } from './backup/restore-backup.ts';
export { verifyBackup } from './backup/verify-backup.ts';
export { type MovedDocuments, moveDocuments } from './bodies/model-documents/move-documents.ts';
export { checkCdn } from './cdn/check-cdn.ts';
export { openDistribution } from './cdn/cloudfront.ts';
export { openSigner } from './cdn/signer.ts';
export { type Config, loadConfig } from './config/config.ts';
export { type DatabaseHandle, openDatabase } from './database/database.ts';
export { isDatabaseMade } from './database/embedded/open-embedded.ts';
export { applyMigrations, pendingMigrations } from './database/migrate.ts';
export { type Migration, readMigrations } from './database/migrations-folder.ts';
export {
  EnterpriseAvatarService,
  type EnterpriseAvatarServiceOptions,
  type UploadAvatarResult,
} from './enterprise-avatar-service.ts';
export { ConfigurationError, type ErrorCode, Problem } from './errors.ts';
export { toProblem } from './http/problem.ts';
export { matchStore } from './installation/match-store.ts';
export { cancelJob } from './jobs/cancel-job.ts';
export { type CreateJobs, createJobs, type Jobs } from './jobs/create-jobs.ts';
export { enqueueJob } from './jobs/enqueue-job.ts';
export { findJob, type JobStatus, type JobSummary, listJobs } from './jobs/list-jobs.ts';
export { type QueueDepth, queueDepth } from './jobs/queue-depth.ts';
export { retryFailedJobs, retryJob } from './jobs/retry-job.ts';
export { createLog, type Log } from './log.ts';
export { exclusively } from './objects/exclusively.ts';
export { openStore, openStoreOf } from './objects/open-store.ts';
export { setUpStore } from './objects/set-up-store.ts';
export { type StoreKind, storePlace } from './objects/store-place.ts';
export { storeRefusal } from './objects/store-refusal.ts';
export { parseFraming } from './portraits/framing.ts';
export { receiveFile, type TemporaryFile } from './portraits/temporary-file.ts';
export { uploadPortrait } from './portraits/upload-portrait.ts';
export {
  changeMasterKey,
  finishMasterKey,
  masterKeyStatus,
  type RotationTarget,
} from './sealing/change-master-key.ts';
export { RotationError, type RotationStatus } from './sealing/rotation.ts';
export type { Services } from './services.ts';
export { loadEnvironmentFile } from './start/environment-file.ts';
export { closeServices, openServices } from './start/open-services.ts';
export { runServer } from './start/server.ts';
export { runWorker } from './start/worker.ts';
