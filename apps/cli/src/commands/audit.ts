import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { milliseconds, wholeNumber } from './arguments.ts';

interface AuditCommandOptions {
  grace?: number;
  acknowledged?: string;
  parallel: number;
  json?: boolean;
}

const CLEAN = 0;
const BREACH = 1;
const COULD_NOT_RUN = 2;
/** ms that the longest upload may take, whatever the grace period */
const LONGEST_UPLOAD = 15 * 60_000;

export function auditCommand(): Command {
  return new Command('audit')
    .description('Prove by SQL, listing and re-hashing that nothing is lost and nothing left behind.')
    .option(
      '--grace <time>',
      'how long an object without a row may lie; by default the grace period and one cleanup interval',
      milliseconds,
    )
    .option('--acknowledged <file>', 'NDJSON of `likeness load`: what must read back')
    .option('--parallel <n>', 'objects read at the same time', wholeNumber(1, 256), 8)
    .option('--json', 'print the report as JSON')
    .addHelpText(
      'after',
      `
It only reads, and may run beside a server at work.
Exit codes: 0 clean, 1 at least one breach, 2 it could not be carried out.

Examples:
  $ likeness audit
  $ likeness audit --json --acknowledged load.ndjson`,
    )
    .action(async (options: AuditCommandOptions) => {
      process.exitCode = await run(options).catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        process.stderr.write(`likeness audit: could not be carried out: ${message}\n`);
        return COULD_NOT_RUN;
      });
    });
}

async function run(options: AuditCommandOptions): Promise<number> {
  const { createLog, loadConfig, loadEnvironmentFile, openDatabase } = await import('@likeness/server');
  const { createDiskDriver } = await import('@likeness/storage');
  const { audit } = await import('../audit/audit.ts');
  const { printReport } = await import('../audit/print-report.ts');
  loadEnvironmentFile();
  const config = loadConfig();
  const { cleanup, database: configured, pictures, server, storage } = config;
  const needed = [storage.objectsDir, ...(configured.url === undefined ? [server.dataDir] : [])];
  for (const folder of needed) {
    // opening would make it, and find an empty store clean
    if (!existsSync(folder)) throw new Error(`there is no folder ${folder}`);
  }
  const log = createLog({ level: 'warn' });
  const database = await openDatabase({ config, log, applicationName: 'audit', migrate: false });
  try {
    const report = await audit({
      databaseUrl: database.url,
      store: createDiskDriver({ root: storage.objectsDir, signingKey: randomBytes(32) }),
      grace: options.grace ?? cleanup.grace + cleanup.interval,
      patience: Math.max(options.grace ?? cleanup.grace, LONGEST_UPLOAD) + cleanup.interval,
      parallel: options.parallel,
      temporary: [
        { dir: pictures.temporaryDir, names: /^upload-/ },
        { dir: join(storage.objectsDir, '.tmp'), names: /./ },
      ],
      ...(options.acknowledged === undefined ? {} : { acknowledged: options.acknowledged }),
    });
    process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : `${printReport(report)}\n`);
    return report.clean ? CLEAN : BREACH;
  } finally {
    await database.close();
  }
}
