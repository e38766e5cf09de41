import { Command } from 'commander';

export function serverCommand(): Command {
  return new Command('server')
    .description('Run the API, the cleanup and, without DATABASE_URL, the database.')
    .addHelpText(
      'after',
      `
Examples:
  $ likeness server
  $ PORT=8080 LIKENESS_PROCESSES=2 likeness server

Settings come from the environment and from .env; docs/configuration.md lists them.`,
    )
    .action(async () => {
      const { runServer } = await import('@likeness/server');
      await runServer();
    });
}
