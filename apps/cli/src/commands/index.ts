import type { Command } from 'commander';

/** Every command by name; only the one that is called is loaded, so that `token` answers at once. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  server: async () => (await import('./server.ts')).serverCommand(),
  worker: async () => (await import('./worker.ts')).workerCommand(),
  token: async () => (await import('./token.ts')).tokenCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
  sql: async () => (await import('./sql.ts')).sqlCommand(),
  migrate: async () => (await import('./migrate.ts')).migrateCommand(),
  backup: async () => (await import('./backup.ts')).backupCommand(),
  restore: async () => (await import('./restore.ts')).restoreCommand(),
  import: async () => (await import('./import.ts')).importCommand(),
  body: async () => (await import('./body.ts')).bodyCommand(),
  'demo-photos': async () => (await import('./demo-photos.ts')).demoPhotosCommand(),
  storage: async () => (await import('./storage.ts')).storageCommand(),
  jobs: async () => (await import('./jobs.ts')).jobsCommand(),
  cdn: async () => (await import('./cdn.ts')).cdnCommand(),
  keys: async () => (await import('./keys.ts')).keysCommand(),
  models: async () => (await import('./models.ts')).modelsCommand(),
  erase: async () => (await import('./erase.ts')).eraseCommand(),
  load: async () => (await import('./load.ts')).loadCommand(),
};
