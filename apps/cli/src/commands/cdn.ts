import { randomUUID } from 'node:crypto';
import type { Config } from '@likeness/server';
import { Command, InvalidArgumentError } from 'commander';
import { requireDatabase } from '../existing-database.ts';
import { milliseconds } from './arguments.ts';

export function cdnCommand(): Command {
  return new Command('cdn')
    .description('Look at the CDN in front of the pictures, have it forget addresses, sign addresses.')
    .addCommand(check(), { isDefault: true })
    .addCommand(invalidate())
    .addCommand(sign())
    .addHelpText(
      'after',
      `
What is replaced, deleted or erased is invalidated by itself.

Examples:
  $ likeness cdn check
  $ likeness cdn invalidate '/avatars/*'
  $ likeness cdn sign /private/plan.pdf --expires 15m
  $ likeness cdn sign '/private/*' --expires 1h --cookies`,
    );
}

function check(): Command {
  return new Command('check')
    .description('Address, distribution, signing key, and what waits to be told.')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { checkCdn, createLog, openDatabase } = await import('@likeness/server');
      const config = await configured();
      await requireDatabase(config);
      const log = createLog({ level: 'warn' });
      const database = await openDatabase({ config, log, applicationName: 'cdn', migrate: false });
      try {
        const findings = await checkCdn({ config, db: database.db });
        if (json) print(JSON.stringify(findings, null, 2));
        else for (const { what, ok, found } of findings) print(`${ok ? '✓' : '✗'} ${what}: ${found}`);
        if (findings.some(({ ok }) => !ok)) process.exitCode = 1;
      } finally {
        await database.close();
      }
    });
}

function invalidate(): Command {
  return new Command('invalidate')
    .description('Have CloudFront forget addresses, now.')
    .argument(
      '<path...>',
      'as /avatars/<id>/large.jpg; a * at the end stands for everything that begins so',
      path,
      [],
    )
    .action(async (paths: string[]) => {
      const { ConfigurationError, openDistribution } = await import('@likeness/server');
      const config = await configured();
      const distribution = await openDistribution(config);
      if (distribution === undefined) {
        throw new ConfigurationError(
          'CLOUDFRONT_DISTRIBUTION_ID',
          'is needed: which distribution is to forget?',
        );
      }
      try {
        await distribution.hosts(); // says what is wrong in a sentence
        const id = await distribution.invalidate(`likeness-cli-${randomUUID()}`, paths);
        print(`${id}: ${paths.length === 1 ? '1 path' : `${paths.length} paths`}, gone in a minute or two.`);
      } catch (error) {
        if (error instanceof ConfigurationError) throw error;
        process.exitCode = 1;
        process.stderr.write(`likeness cdn invalidate: CloudFront refuses (${(error as Error).name}).\n`);
      } finally {
        distribution.close();
      }
    });
}

interface SignOptions {
  expires: number;
  from?: Date;
  ip?: string;
  cookies?: boolean;
}

function sign(): Command {
  return new Command('sign')
    .description('An address, or cookies, that open something private at the CDN until a time.')
    .argument(
      '<path>',
      'below CLOUDFRONT_URL; a * at the end for cookies that open everything that begins so',
      onePath,
    )
    .option('--expires <time>', 'for how long, as 15m', milliseconds, 3_600_000)
    .option('--from <date>', 'not before', date)
    .option('--ip <address>', 'only from this address or network, as 192.0.2.0/24')
    .option('--cookies', 'print cookies instead of an address')
    .action(async (given: string, { expires, from, ip, cookies }: SignOptions) => {
      const { ConfigurationError, openSigner } = await import('@likeness/server');
      const signer = await openSigner(await configured());
      if (signer === undefined) {
        throw new ConfigurationError(
          'CLOUDFRONT_KEY_PAIR_ID',
          'is needed with CLOUDFRONT_PRIVATE_KEY to sign.',
        );
      }
      const access = { path: given, expiresIn: expires / 1_000, ...(from && { from }), ...(ip && { ip }) };
      if (!cookies) return print(signer.signedUrl(access));
      for (const [name, value] of Object.entries(signer.signedCookies(access))) print(`${name}=${value}`);
    });
}

async function configured(): Promise<Config> {
  const { loadConfig, loadEnvironmentFile } = await import('@likeness/server');
  loadEnvironmentFile();
  return loadConfig();
}

function onePath(given: string): string {
  if (/^\/[^\s*]*\*?$/.test(given)) return given;
  throw new InvalidArgumentError('A path begins with a slash; a * may stand at its end only.');
}

const path = (given: string, before: string[]): string[] => [...before, onePath(given)];

function date(given: string): Date {
  const parsed = new Date(given);
  if (!Number.isNaN(parsed.getTime())) return parsed;
  throw new InvalidArgumentError('Use a date such as 2027-01-31T12:00Z.');
}

const print = (line: string) => void process.stdout.write(`${line}\n`);
