import { join } from 'node:path';
import { Command, Option } from 'commander';
import { requireDatabase } from '../existing-database.ts';
import type { Format } from '../sql/format-rows.ts';

interface SqlOptions {
  command?: string;
  json?: boolean;
  csv?: boolean;
}

export async function sqlCommand(): Promise<Command> {
  return new Command('sql')
    .description(
      "A prompt on the database, whether or not the server runs. It may change everything: it is the operator's.",
    )
    .option('-c, --command <sql>', 'run this and leave')
    .addOption(new Option('--json', 'answer as JSON').conflicts('csv'))
    .addOption(new Option('--csv', 'answer as CSV'))
    .addHelpText(
      'after',
      `
In the prompt: \\d lists tables and views, \\d NAME columns, \\df functions, \\q leaves, \\? helps.

Examples:
  $ likeness sql
  $ likeness sql -c "SELECT * FROM get_avatar_system_stats()"
  $ likeness sql --csv -c "SELECT id, file_size FROM avatar_files" > pictures.csv
  $ likeness sql < queries.sql`,
    )
    .action(async (options: SqlOptions) => {
      const { createLog, loadConfig, loadEnvironmentFile, openDatabase } = await import('@likeness/server');
      const { Client } = await import('pg');
      const { prompt } = await import('../sql/prompt.ts');
      const { describeSqlError, runSql } = await import('../sql/run-sql.ts');
      loadEnvironmentFile();
      const config = loadConfig();
      await requireDatabase(config);
      const log = createLog({ level: 'warn' });
      const database = await openDatabase({ config, log, applicationName: 'sql', migrate: false });
      const client = new Client({ connectionString: database.url, application_name: 'likeness sql' });
      client.on('error', () => {}); // the statement under way fails with it
      const format: Format = options.json ? 'json' : options.csv ? 'csv' : 'table';
      try {
        await client.connect();
        if (options.command === undefined) {
          const historyFile = join(config.server.dataDir, 'sql-history');
          const failures = await prompt({ client, format, historyFile });
          if (failures > 0 && process.stdin.isTTY !== true) process.exitCode = 1;
          return;
        }
        const { command } = options;
        await runSql(client, command, format).then(
          (text) => process.stdout.write(text),
          (error: unknown) => {
            process.exitCode = 1;
            process.stderr.write(describeSqlError(error, command));
          },
        );
      } finally {
        await client.end().catch(() => {});
        await database.close();
      }
    });
}
