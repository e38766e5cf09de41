import { Command } from 'commander';
import { interruptible, showProgress } from '../backup-progress.ts';
import { requireDatabase } from '../existing-database.ts';

export async function backupCommand(): Promise<Command> {
  return new Command('backup')
    .description(
      'Copy the database as of one moment and every picture it names into a folder, each verified by its hash. The server may go on running; cleanups wait.',
    )
    .requiredOption('--to <folder>', 'where to: a folder that is empty or not there yet')
    .addHelpText(
      'after',
      `
The folder is a backup when manifest.json is in it; that is written last.
Keys are not part of it: keep master-key, signing-key and token-secret of the data directory apart.
Without master-key (or LIKENESS_MASTER_KEY) no measurement and no body of a backup opens again.

Examples:
  $ likeness backup --to /backups/$(date +%F)
  $ LIKENESS_DATA_DIR=/srv/likeness likeness backup --to /mnt/disk/monday`,
    )
    .action(async ({ to }: { to: string }, command: Command) => {
      const server = await import('@likeness/server');
      const { BackupError, closeServices, createBackup, createLog, loadConfig, openServices } = server;
      server.loadEnvironmentFile();
      const config = loadConfig();
      await requireDatabase(config);
      const log = createLog({ level: 'warn' });
      const services = await openServices({ config, log, role: 'backup', migrate: false });
      const { bodies, database, store } = services;
      const progress = showProgress();
      try {
        const manifest = await createBackup({
          url: database.url,
          store,
          documents: bodies.context.documents,
          to,
          onProgress: progress.onProgress,
          signal: interruptible(),
        });
        progress.stop();
        const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
        const { count, totalBytes } = manifest.objects;
        process.stdout.write(`Backed up ${rows} rows and ${count} objects (${totalBytes} bytes) to ${to}\n`);
      } catch (error) {
        progress.stop();
        if (!(error instanceof BackupError)) throw error;
        process.exitCode = 1;
        process.stderr.write(`likeness ${command.name()}: ${error.message}\n`);
      } finally {
        await closeServices(services);
      }
    });
}
