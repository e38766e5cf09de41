import { createReadStream, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  createIdentities,
  createLog,
  loadConfig,
  loadEnvironmentFile,
  OWN_ISSUER,
  openServices,
  type Services,
} from '@likeness/server';
import { formatTable } from '../text-table.ts';
import { csvRows } from './csv-rows.ts';
import { countDatabaseRows, databaseRows } from './database-rows.ts';
import { type ImportSummary, importAll } from './import-all.ts';
import { ImportError } from './import-error.ts';
import type { ImportContext } from './import-picture.ts';
import { ndjsonRows } from './ndjson-rows.ts';
import { createProgress } from './progress.ts';
import { openReport } from './report-file.ts';
import type { InputRow } from './rows.ts';

export interface ImportCommandOptions {
  from: string;
  org: string;
  folder?: string;
  parallel: number;
  report?: string;
  resume: boolean;
  overwrite: boolean;
  allowPrivate: boolean;
  /** ms */
  timeout: number;
  dryRun: boolean;
}

/** Everything of `likeness import` but its arguments. @returns the exit code */
export async function runImport(options: ImportCommandOptions): Promise<number> {
  loadEnvironmentFile();
  const config = loadConfig();
  const log = createLog({ level: 'warn' });
  const open = inputOf(options);
  const services = await openServices({ config, log, role: 'import' });
  const stop = new AbortController();
  const ask = () => {
    process.stderr.write('\nEnding after the rows under way. Call it again to go on.\n');
    stop.abort();
  };
  process.once('SIGINT', ask).once('SIGTERM', ask);
  try {
    const input = await open(services);
    const path = reportPath(options, config.server.dataDir);
    const report = path === undefined ? undefined : await openReport(path, options);
    const progress = createProgress(process.stderr, input.total);
    const summary = await importAll({
      ...input,
      context: contextOf(services, options),
      parallel: options.parallel,
      report,
      signal: stop.signal,
      onResult: progress.add,
    }).finally(() => {
      progress.end();
      report?.close();
    });
    process.stdout.write(describe(summary, path));
    return summary.stopped !== undefined || (summary.counts.failed ?? 0) > 0 ? 1 : 0;
  } finally {
    process.off('SIGINT', ask).off('SIGTERM', ask);
    await services.database.close();
  }
}

function contextOf(services: Services, options: ImportCommandOptions): ImportContext {
  const { org, folder, allowPrivate, timeout, overwrite, dryRun } = options;
  return {
    services,
    identities: createIdentities(services.database.db),
    organization: org,
    issuer: services.config.access.issuer ?? OWN_ISSUER,
    source: { allowPrivate, ...(folder === undefined ? {} : { folder }) },
    timeout,
    overwrite,
    dryRun,
  };
}

interface Input {
  rows: AsyncIterable<InputRow>;
  total: number;
}

/** Looks at the arguments before anything is opened. @throws RangeError that says what is wrong with them */
function inputOf({ from, folder, org }: ImportCommandOptions): (services: Services) => Promise<Input> {
  if (org.length < 1 || org.length > 200) throw new RangeError('--org has 1 to 200 characters.');
  if (folder !== undefined && !existsSync(folder)) throw new RangeError(`There is no folder ${folder}.`);
  if (from === 'database') {
    return async ({ database }) => {
      const total = await countDatabaseRows(database);
      return { rows: total === 0 ? noRows() : databaseRows(database), total };
    };
  }
  const parse = /\.csv$/i.test(from) ? csvRows : /\.(ndjson|jsonl)$/i.test(from) ? ndjsonRows : undefined;
  if (parse === undefined) throw new RangeError('--from is a .csv or .ndjson file, or `database`.');
  if (!existsSync(from)) throw new RangeError(`There is no file ${from}.`);
  return async () => {
    // once through, so that what cannot be parsed is known before the first row is imported
    const total = await countRows(parse(createReadStream(from)));
    return { rows: parse(createReadStream(from)), total };
  };
}

async function* noRows(): AsyncGenerator<InputRow> {}

async function countRows(rows: AsyncIterable<InputRow>): Promise<number> {
  let count = 0;
  try {
    for await (const _ of rows) count++;
  } catch (error) {
    if (error instanceof ImportError) throw new RangeError(error.message, { cause: error });
    throw error;
  }
  return count;
}

/** A dry run leaves no report behind unless it is asked for. */
function reportPath({ from, report, dryRun }: ImportCommandOptions, dataDir: string): string | undefined {
  if (report !== undefined || dryRun) return report;
  return from === 'database' ? join(dataDir, 'import-database.report.ndjson') : `${from}.report.ndjson`;
}

function describe({ counts, stopped }: ImportSummary, report: string | undefined): string {
  const rows = Object.entries(counts).map(([status, count]) => [status, String(count)]);
  const lines = [formatTable(['status', 'rows'], rows), ''];
  if (stopped === 'hopeless') lines.push('Stopped: the database or the store does not work.');
  if (report !== undefined) lines.push(`Report: ${basename(report)}`);
  return `${lines.join('\n')}\n`;
}
