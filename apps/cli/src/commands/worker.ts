import { Command } from 'commander';

export function workerCommand(): Command {
  return new Command('worker')
    .description('Do jobs and clean up in a process of its own; several at once are safe.')
    .addHelpText(
      'after',
      `
Example:
  $ LIKENESS_CLEANUP_IN_PROCESS=off LIKENESS_WORKERS_IN_PROCESS=off likeness server
  $ likeness worker`,
    )
    .action(async () => {
      const { runWorker } = await import('@likeness/server');
      await runWorker();
    });
}
