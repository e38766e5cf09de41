import { Command } from 'commander';
import { COMMANDS } from './commands/index.ts';
import { reportFailure } from './report-failure.ts';

// Whoever reads our output may stop reading.
process.stdout.on('error', () => {});

const [, , name = ''] = process.argv;
const program = new Command('likeness')
  .description('Self-hosted avatars: profile pictures in every size, and 3D bodies.')
  .showHelpAfterError('(likeness --help lists the commands)')
  .addHelpText(
    'after',
    `
Examples:
  $ likeness server                          run it; prints a sign-in link
  $ likeness token --user alice              a token for the API
  $ likeness body --height 168 -o body.glb   a 3D body from tape measurements
  $ likeness body --front me.jpg -o me.glb    the same from a photo
  $ likeness <command> --help                options and examples of a command`,
  );

const needed = Object.hasOwn(COMMANDS, name) ? [name] : Object.keys(COMMANDS);
try {
  for (const command of needed) {
    const load = COMMANDS[command];
    if (load !== undefined) program.addCommand(await load());
  }
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
