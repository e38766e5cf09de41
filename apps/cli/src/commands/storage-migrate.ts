import { Command, Option } from 'commander';
import { wholeNumber } from './arguments.ts';

interface MigrateOptions {
  from: 'disk' | 's3';
  to: 'disk' | 's3';
  concurrency: number;
  verifyOnly?: boolean;
  rollback?: boolean;
  deleteSource?: boolean;
  report?: string;
}

const WHOLE = 0;
const NOT_WHOLE = 1;
const INTERRUPTED = 130;

export function storageMigrateCommand(): Command {
  const store = (flags: string, about: string) =>
    new Option(flags, about).choices(['disk', 's3']).makeOptionMandatory();
  return new Command('migrate')
    .description('Move all objects from one store to the other while the servers run.')
    .addOption(store('--from <store>', 'the store that has the objects'))
    .addOption(store('--to <store>', 'the store that is to have them'))
    .option('--concurrency <n>', 'objects at once', wholeNumber(1, 64), 8)
    .addOption(
      new Option('--verify-only', 'compare both by SHA-256, and change nothing').conflicts([
        'rollback',
        'deleteSource',
      ]),
    )
    .option('--rollback', 'the way back: copy to --from what only --to has')
    .option('--delete-source', 'when all is moved and compared, remove it from the old store')
    .option('--report <file>', 'write what was done, and what is wrong, as JSON')
    .addHelpText(
      'after',
      `
1. Restart the servers and workers with STORAGE_BACKEND=<to> and LIKENESS_STORAGE_MIGRATE_FROM=<from>, all of them
   before step 2: they write to the new store, and read from the old one what is not there yet.
2. Run this, with the same settings. It may be stopped and called again; it goes on where it was.
3. Restart them without LIKENESS_STORAGE_MIGRATE_FROM.

The way back is the same: restart with STORAGE_BACKEND=<from> and LIKENESS_STORAGE_MIGRATE_FROM=<to>, call it with
--rollback, restart. Objects are never changed under their keys; where two differ all the same, the one in the store
that servers write to stays, and it is told.
Exit codes: 0 all is there, 1 something is not, 78 a setting is wrong, 130 interrupted.

Examples:
  $ likeness storage migrate --from disk --to s3 --report moved.json
  $ likeness storage migrate --from disk --to s3 --verify-only
  $ likeness storage migrate --from disk --to s3 --delete-source
  $ likeness storage migrate --from disk --to s3 --rollback`,
    )
    .action(async (options: MigrateOptions, command: Command) => {
      if (options.from === options.to)
        command.error('error: --from and --to are the same store', { exitCode: 2 });
      const { loadConfig, loadEnvironmentFile } = await import('@likeness/server');
      const { runMigration } = await import('../storage/migrate/run-migration.ts');
      const { interruptible } = await import('../backup-progress.ts');
      loadEnvironmentFile();
      const signal = interruptible();
      const [from, to] = options.rollback ? [options.to, options.from] : [options.from, options.to];
      const { concurrency, report, verifyOnly = false, deleteSource = false } = options;
      try {
        const result = await runMigration(loadConfig(), {
          from,
          to,
          concurrency,
          verifyOnly,
          deleteSource,
          report,
          signal,
        });
        const { findings, whole, ...counts } = result;
        for (const { key, finding } of findings) process.stderr.write(`${key}: ${finding}\n`);
        for (const [name, value] of Object.entries(counts))
          process.stdout.write(`${name.padEnd(18)} ${value}\n`);
        process.stdout.write(
          whole ? `Everything is in ${to}.\n` : `Not everything is in ${to}; call it again.\n`,
        );
        process.exitCode = whole ? WHOLE : NOT_WHOLE;
      } catch (error) {
        if (!signal.aborted) throw error;
        process.stderr.write('likeness storage migrate: interrupted; call it again to go on\n');
        process.exitCode = INTERRUPTED;
      }
    });
}
