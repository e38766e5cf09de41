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

async function run({ json, ...options }: AuditCommandOptions): Promise<number> {
  const { loadConfig, loadEnvironmentFile } = await import('@likeness/server');
  const { auditInstallation } = await import('../audit-installation.ts');
  const { printReport } = await import('../audit/print-report.ts');
  loadEnvironmentFile();
  const report = await auditInstallation(loadConfig(), options);
  process.stdout.write(json ? `${JSON.stringify(report, null, 2)}\n` : `${printReport(report)}\n`);
  return report.clean ? CLEAN : BREACH;
}
