import { Command } from 'commander';
import type { ImportCommandOptions } from '../import/run-import.ts';
import { milliseconds, wholeNumber } from './arguments.ts';

export function importCommand(): Command {
  return new Command('import')
    .description('Bring pictures from elsewhere: from addresses on the web or files in a folder.')
    .requiredOption('--from <input>', 'a .csv or .ndjson file of userId and url or path, or `database`')
    .option('--org <name>', 'the organization of the users', 'default')
    .option('--folder <root>', 'where paths are; nothing outside it is read')
    .option('--parallel <n>', 'rows at the same time', wholeNumber(1, 64), 4)
    .option('--report <file>', 'NDJSON, a line a row; by default <input>.report.ndjson')
    .option('--no-resume', 'begin anew: forget what the report says is done')
    .option('--overwrite', 'replace the pictures that users have; by default such rows are skipped', false)
    .option('--allow-private', 'read from private and loopback addresses too', false)
    .option('--timeout <time>', 'for one download', milliseconds, 60_000)
    .option('--dry-run', 'read every picture and look at it, store nothing', false)
    .addHelpText(
      'after',
      `
A run that was ended goes on where it stopped when it is called again; what failed is tried again.
\`database\` takes the users with an avatar_url and no picture, as migrate_existing_avatars() counts them.
Exit codes: 0 all there, 1 some rows failed or were not reached.

Examples:
  $ likeness import --from users.csv
  $ likeness import --from users.ndjson --folder /srv/old/avatars --parallel 8
  $ likeness import --from database --dry-run`,
    )
    .action(async (options: ImportCommandOptions) => {
      const { runImport } = await import('../import/run-import.ts');
      process.exitCode = await runImport(options);
    });
}
