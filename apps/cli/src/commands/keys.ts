import type { Config, DatabaseHandle, RotationStatus, RotationTarget } from '@likeness/server';
import { Command, InvalidArgumentError, Option } from 'commander';
import { requireDatabase } from '../existing-database.ts';

export function keysCommand(): Command {
  return new Command('keys')
    .description('Look at the master key, which wraps the keys that bodies are sealed with, and change it.')
    .addCommand(status(), { isDefault: true })
    .addCommand(rotate())
    .addCommand(finish())
    .addHelpText(
      'after',
      `
Servers and workers may run all the time. The steps of a change:
  1. likeness keys rotate --to <target>    everything is wrapped anew; either key opens it
  2. configure the new key and start every server and worker again, one after the other
  3. likeness keys finish                  from now on the old key opens nothing
Older backups open with the key of their time: keep it as long as them.

Examples:
  $ likeness keys                                      how things stand
  $ likeness keys rotate --to file                     a new file in the data directory
  $ LIKENESS_MASTER_KEY_NEW=... likeness keys rotate --to env
  $ likeness keys rotate --to kms:alias/likeness       a key that AWS KMS keeps
  $ likeness keys rotate                               goes on after an interruption`,
    );
}

function status(): Command {
  return new Command('status')
    .description('Where the master key comes from, and whether a change is under way.')
    .option('--json', 'print it as JSON')
    .action(({ json }: { json?: boolean }) =>
      onDatabase('status', async (context, { masterKeyStatus }) => {
        const found = await masterKeyStatus(context);
        if (json) return print(JSON.stringify(found, null, 2));
        print(`master key  ${found.active} (${found.source})`);
        print(`keys        ${found.users} of users, ${found.left} wrapped by another master key`);
        if (found.unfinished) print(stillToDo(found));
      }),
    );
}

function rotate(): Command {
  return new Command('rotate')
    .description('Make another master key the one in use and wrap everything anew; or go on with that.')
    .addOption(
      new Option(
        '--to <target>',
        '`file`, `file:<path>`, `env` (LIKENESS_MASTER_KEY_NEW) or `kms:<key>`',
      ).argParser(target),
    )
    .option('--keep-data-key', 'with kms: the same data key, wrapped by another key of KMS')
    .action(({ to, keepDataKey }: { to?: RotationTarget; keepDataKey?: boolean }) =>
      onDatabase('rotate', async (context, { changeMasterKey }) => {
        if (keepDataKey && to?.kind !== 'kms')
          throw new RangeError('likeness keys rotate: --keep-data-key wants --to kms:<key>.');
        const goal = to?.kind === 'kms' && keepDataKey ? { ...to, keepDataKey } : to;
        const done = await changeMasterKey({ ...context, ...(goal && { to: goal }), onProgress });
        if (process.stderr.isTTY) process.stderr.write('\n');
        print(`${done.rewrapped} keys wrapped anew by the master key ${done.active}.`);
        if (done.unfinished) print(stillToDo(done));
      }),
    );
}

function finish(): Command {
  return new Command('finish')
    .description(
      'End a change: the old master key opens nothing any more. Every process has been started again.',
    )
    .action(() =>
      onDatabase('finish', async (context, { finishMasterKey }) => {
        const { active } = await finishMasterKey(context);
        print(`The master key is ${active}, and no other opens anything.`);
      }),
    );
}

const stillToDo = ({ left }: Pick<RotationStatus, 'left'>): string =>
  left > 0
    ? 'A change is under way: `likeness keys rotate` goes on with it.'
    : 'Configure the new key and start every server and worker again; then `likeness keys finish`.';

function target(given: string): RotationTarget {
  if (given === 'file') return { kind: 'file' };
  if (given === 'env') return { kind: 'env' };
  const [, kind, rest = ''] = /^(file|kms):(.+)$/.exec(given) ?? [];
  if (kind === 'file') return { kind, path: rest };
  if (kind === 'kms') return { kind, keyId: rest };
  throw new InvalidArgumentError('Use file, file:<path>, env or kms:<key>.');
}

async function onDatabase(
  name: string,
  work: (
    context: { config: Config; db: DatabaseHandle['db'] },
    server: typeof import('@likeness/server'),
  ) => Promise<void>,
): Promise<void> {
  const server = await import('@likeness/server');
  server.loadEnvironmentFile();
  const config = server.loadConfig();
  await requireDatabase(config);
  const log = server.createLog({ level: 'warn' });
  const database = await server.openDatabase({ config, log, applicationName: 'keys' });
  try {
    await work({ config, db: database.db }, server);
  } catch (error) {
    if (!(error instanceof server.RotationError)) throw error;
    process.exitCode = 1;
    process.stderr.write(`likeness keys ${name}: ${error.message}\n`);
  } finally {
    await database.close();
  }
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
const onProgress = (count: number) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${count} keys`);
};
