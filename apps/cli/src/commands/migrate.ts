import { Command } from 'commander';

export async function migrateCommand(): Promise<Command> {
  return new Command('migrate')
    .description('Bring the database to the level of this version. The server does so itself when it starts.')
    .option('--dry-run', 'print the SQL that would run, and change nothing')
    .addHelpText(
      'after',
      `
Examples:
  $ likeness migrate --dry-run               what an update would do
  $ likeness migrate`,
    )
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const server = await import('@likeness/server');
      const { applyMigrations, isDatabaseMade, pendingMigrations, readMigrations } = server;
      const { createLog, loadConfig, loadEnvironmentFile, openDatabase } = server;
      loadEnvironmentFile();
      const config = loadConfig();
      if (dryRun && config.database.url === undefined && !isDatabaseMade(config.server.dataDir)) {
        print(readMigrations());
        return;
      }
      const log = createLog({ level: 'warn' });
      const database = await openDatabase({ config, log, applicationName: 'migrate', migrate: false });
      try {
        if (dryRun) {
          print(await pendingMigrations(database.pool));
          return;
        }
        const applied = await applyMigrations(database.url);
        for (const { tag } of applied) process.stdout.write(`${tag}: applied\n`);
        if (applied.length === 0) process.stdout.write('Nothing to do.\n');
      } finally {
        await database.close();
      }
    });
}

function print(migrations: readonly { tag: string; sql: string }[]): void {
  for (const { tag, sql } of migrations) process.stdout.write(`-- ${tag}\n${plain(sql)}\n\n`);
  process.stderr.write(migrations.length === 0 ? 'Nothing to do.\n' : 'Nothing was changed.\n');
}

/** Without the marks that drizzle-kit puts between statements. */
const plain = (sql: string) => sql.replaceAll(/-->\s*statement-breakpoint\n?/g, '\n').trimEnd();
