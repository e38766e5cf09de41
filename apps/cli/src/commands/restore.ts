import type { Services } from '@likeness/server';
import { Command } from 'commander';
import { interruptible, showProgress } from '../backup-progress.ts';

export async function restoreCommand(): Promise<Command> {
  return new Command('restore')
    .description(
      'Bring a backup back into an empty database and the object store. Every file is verified before anything is touched. Stop the server first.',
    )
    .requiredOption('--from <folder>', 'the folder of the backup')
    .option('--force', 'throw away what the database holds now')
    .addHelpText(
      'after',
      `
Examples:
  $ LIKENESS_DATA_DIR=/srv/new likeness restore --from /backups/2026-05-01
  $ likeness restore --from /backups/2026-05-01 --force`,
    )
    .action(async ({ from, force = false }: { from: string; force?: boolean }, command: Command) => {
      const server = await import('@likeness/server');
      const { BackupError, restoreBackup, verifyBackup } = server;
      server.loadEnvironmentFile();
      const config = server.loadConfig();
      const progress = showProgress();
      const { onProgress } = progress;
      const signal = interruptible();
      let services: Services | undefined;
      try {
        // Before a database is made for it.
        const verified = await verifyBackup(from, { onProgress, signal });
        const log = server.createLog({ level: 'warn' });
        // Owned: a server that runs on the data directory is in the way.
        const as = { role: 'restore', own: true, migrate: false, match: false };
        services = await server.openServices({ config, log, ...as });
        const { bodies, database, store } = services;
        const manifest = await restoreBackup({
          url: database.url,
          store,
          documents: bodies.documents,
          from,
          verified,
          force,
          onProgress,
          signal,
        });
        progress.stop();
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        process.stdout.write(
          `Restored ${rows} rows and ${manifest.objects.count} objects of ${manifest.createdAt}\n`,
        );
      } catch (error) {
        progress.stop();
        if (!(error instanceof BackupError)) throw error;
        process.exitCode = 1;
        process.stderr.write(`likeness ${command.name()}: ${error.message}\n`);
      } finally {
        if (services) await server.closeServices(services);
      }
    });
}
