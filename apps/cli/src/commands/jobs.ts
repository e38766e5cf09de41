import type { DatabaseHandle, JobStatus, JobSummary } from '@likeness/server';
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { requireDatabase } from '../existing-database.ts';
import { formatTable } from '../text-table.ts';
import { wholeNumber } from './arguments.ts';

const STATUSES: readonly JobStatus[] = ['queued', 'processing', 'completed', 'failed', 'cancelled'];

interface ListOptions {
  status?: JobStatus;
  limit: number;
  json?: boolean;
}

export function jobsCommand(): Command {
  return new Command('jobs')
    .description('Look at the jobs that make bodies, queue failed ones again, cancel others.')
    .addCommand(list(), { isDefault: true })
    .addCommand(show())
    .addCommand(retry())
    .addCommand(cancel())
    .addCommand(depth())
    .addHelpText(
      'after',
      `
The server need not run; what is queued waits for it. Exit codes: 0 done, 1 there was nothing to do it to.

Examples:
  $ likeness jobs                            the youngest jobs
  $ likeness jobs list --status failed       what failed for good
  $ likeness jobs show 6f1c2f0e-5a0f-4a53-9d0c-0d7f2b1f4a11
  $ likeness jobs retry --all
  $ likeness jobs depth --json               how many wait, for whatever scales workers
  $ likeness jobs cancel 6f1c2f0e-5a0f-4a53-9d0c-0d7f2b1f4a11`,
    );
}

const id = () => new Argument('<id>', 'of the job').argParser(uuid);

function list(): Command {
  return new Command('list')
    .description('The youngest jobs first.')
    .addOption(new Option('--status <status>', 'only these').choices(STATUSES))
    .option('--limit <n>', 'how many', wholeNumber(1, 100_000), 50)
    .option('--json', 'print them as JSON')
    .action(async ({ status, limit, json }: ListOptions) => {
      const { listJobs } = await import('@likeness/server');
      const jobs = await onDatabase(({ db }) => listJobs(db, { status, limit }));
      if (json) return print(JSON.stringify(jobs, null, 2));
      print(jobs.length === 0 ? 'No jobs.' : formatTable(HEADING, jobs.map(cells)));
    });
}

const HEADING = ['id', 'type', 'status', 'progress', 'tries', 'created', 'error'];
const cells = (job: JobSummary) => [
  job.id,
  job.jobType,
  job.status,
  `${job.progress}%`,
  `${job.attempts} of ${job.maxAttempts}`,
  job.createdAt,
  job.errorCode ?? '',
];

function show(): Command {
  return new Command('show')
    .description('Everything about a job.')
    .addArgument(id())
    .option('--json', 'print it as JSON')
    .action(async (jobId: string, { json }: { json?: boolean }) => {
      const { findJob } = await import('@likeness/server');
      const job = await onDatabase(({ db }) => findJob(db, jobId));
      if (job === undefined) return fail(`there is no job ${jobId}.`);
      if (json) return print(JSON.stringify(job, null, 2));
      const width = Math.max(...Object.keys(job).map(({ length }) => length));
      const lines = Object.entries(job).filter(([, value]) => value !== null);
      print(lines.map(([name, value]) => `${name.padEnd(width)}  ${text(value)}`).join('\n'));
    });
}

function retry(): Command {
  return new Command('retry')
    .description('Queue a failed job again, with as many tries as a new one.')
    .addArgument(id().argOptional())
    .option('--all', 'every job that failed')
    .action(async (jobId: string | undefined, { all }: { all?: boolean }) => {
      if ((jobId === undefined) === (all === undefined)) {
        throw new RangeError('likeness jobs retry: give the id of a job, or --all.');
      }
      const { retryFailedJobs, retryJob } = await import('@likeness/server');
      if (jobId === undefined) {
        const retried = await onDatabase(({ db }) => retryFailedJobs(db));
        return print(`${retried} queued again.`);
      }
      const retried = await onDatabase(({ db }) => retryJob(db, jobId));
      if (!retried) return fail(`there is no failed job ${jobId}.`);
      print(`${jobId} queued again.`);
    });
}

function cancel(): Command {
  return new Command('cancel')
    .description('Cancel a job that waits or runs.')
    .addArgument(id())
    .action(async (jobId: string) => {
      const { cancelJob } = await import('@likeness/server');
      const cancelled = await onDatabase(({ db }) => cancelJob(db, jobId));
      if (!cancelled) return fail(`there is no job ${jobId} that waits or runs.`);
      print(`${jobId} cancelled.`);
    });
}

function depth(): Command {
  return new Command('depth')
    .description('How many jobs wait and run, and for how long the first has waited.')
    .option('--json', 'print it as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { queueDepth } = await import('@likeness/server');
      const found = await onDatabase(({ db }) => queueDepth(db));
      if (json) return print(JSON.stringify(found));
      const { queued, processing, oldestSeconds } = found;
      const waited = oldestSeconds === null ? '' : `; the first has waited ${oldestSeconds} s`;
      print(`${queued} wait, ${processing} run${waited}.`);
    });
}

async function onDatabase<T>(work: (database: DatabaseHandle) => Promise<T>): Promise<T> {
  const { createLog, loadConfig, loadEnvironmentFile, openDatabase } = await import('@likeness/server');
  loadEnvironmentFile();
  const config = loadConfig();
  await requireDatabase(config);
  const log = createLog({ level: 'warn' });
  const database = await openDatabase({ config, log, applicationName: 'jobs', migrate: false });
  try {
    return await work(database);
  } finally {
    await database.close();
  }
}

function uuid(given: string): string {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(given)) return given.toLowerCase();
  throw new InvalidArgumentError('Use the id that `likeness jobs` lists.');
}

const text = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
const print = (line: string) => void process.stdout.write(`${line}\n`);

function fail(sentence: string): void {
  process.exitCode = 1;
  process.stderr.write(`likeness jobs: ${sentence}\n`);
}
