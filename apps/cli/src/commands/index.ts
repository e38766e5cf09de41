import type { Command } from 'commander';

/** Every command by name; only the one that is called is loaded, so that `token` answers at once. */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  server: async () => (await import('./server.ts')).serverCommand(),
  worker: async () => (await import('./worker.ts')).workerCommand(),
  token: async () => (await import('./token.ts')).tokenCommand(),
  audit: async () => (await import('./audit.ts')).auditCommand(),
};
