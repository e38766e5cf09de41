import { Command } from 'commander';
import type { LoadCommandOptions } from '../load/run-load.ts';
import { share, wholeNumber } from './arguments.ts';

export function loadCommand(): Command {
  return new Command('load')
    .description(
      'Load a server on this machine with uploads, reads, deletions and undos, and check the answers.',
    )
    .option('--url <address>', 'a running server on loopback; by default one is started, audited and removed')
    .option('--token <token>', 'one user instead of many; by default tokens are made for new users')
    .option('--users <n>', 'how many users', wholeNumber(1, 100_000), 50)
    .option(
      '--uploads <n>',
      'end after so many uploads; 200 if nothing else is said',
      wholeNumber(1, 10_000_000),
    )
    .option('--parallel <n>', 'users at work at the same time', wholeNumber(1, 1_000), 10)
    .option('--distinct <share>', 'of uploads that bring a new picture, 0 to 1', share, 0.3)
    .option('--seconds <n>', 'end after so many seconds; 30 on a server of its own', wholeNumber(1, 86_400))
    .option('--seed <n>', 'another seed, other pictures', wholeNumber(0, 1_000_000), 1)
    .option('--acknowledged <file>', 'write what was acknowledged, for `likeness audit --acknowledged`')
    .addHelpText(
      'after',
      `
429 and 503 are waited for as Retry-After says. Exit codes: 0 all held, 1 an error or a breach.

Examples:
  $ npm run test:load-avatars
  $ likeness load --url http://localhost:3000 --users 20 --uploads 500`,
    )
    .action(async (options: LoadCommandOptions) => {
      const { runLoad } = await import('../load/run-load.ts');
      process.exitCode = await runLoad(options);
    });
}
