import { existsSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';

interface TokenOptions {
  user: string;
  role: 'user' | 'premium' | 'admin';
  org?: string;
  expires: number;
  permission: string[];
}

export async function tokenCommand(): Promise<Command> {
  const { duration, issueToken, loadConfig, loadEnvironmentFile, ROLES, tokenSecretPath } = await import(
    '@likeness/server/tokens'
  );

  const milliseconds = (text: string): number => {
    const parsed = duration.safeParse(text);
    if (!parsed.success || parsed.data < 1_000)
      throw new InvalidArgumentError('Use a time such as 15m, 1h or 30d.');
    return parsed.data;
  };

  return new Command('token')
    .description('Make a token of our own and print it, nothing else. The server need not run.')
    .requiredOption('--user <id>', "the user's id: any text of up to 200 characters")
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).default('user'))
    .option('--org <name>', 'the organization; by default the one named "default"')
    .option('--expires <time>', 'how long it works, as 15m, 12h or 30d', milliseconds, milliseconds('12h'))
    .option('--permission <name>', 'a permission, as "system"; can be repeated', collect, [])
    .addHelpText(
      'after',
      `
Examples:
  $ likeness token --user alice
  $ TOKEN=$(likeness token --user root --role admin --expires 1h)
  $ likeness token --user operator --role admin --permission system`,
    )
    .action(async (options: TokenOptions) => {
      loadEnvironmentFile();
      const config = loadConfig();
      const newSecret = config.access.jwtSecret === undefined && !existsSync(tokenSecretPath(config));
      const token = await issueToken(config, {
        userId: options.user,
        role: options.role,
        expiresIn: options.expires,
        permissions: options.permission,
        ...(options.org === undefined ? {} : { organization: options.org }),
      });
      process.stdout.write(`${token}\n`);
      if (newSecret) {
        const { dataDir } = config.server;
        process.stderr.write(
          `likeness: made a new secret in ${dataDir}; start the server with the same LIKENESS_DATA_DIR.\n`,
        );
      }
    });
}

const collect = (value: string, before: string[]) => [...before, value];
