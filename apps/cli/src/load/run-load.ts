import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { loadConfig, loadEnvironmentFile } from '@likeness/server';
import { issueToken } from '@likeness/server/tokens';
import { printReport } from '../audit/print-report.ts';
import { auditInstallation } from '../audit-installation.ts';
import { generateLoad, type LoadOptions } from './generate-load.ts';
import { startOwnServer } from './own-server.ts';

export interface LoadCommandOptions {
  url?: string;
  token?: string;
  users: number;
  uploads?: number;
  parallel: number;
  /** 0 to 1 */
  distinct: number;
  seconds?: number;
  seed: number;
  acknowledged?: string;
}

const DEFAULTS = { uploads: 200, seconds: 30 };
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Everything of `likeness load` but its arguments. @returns the exit code */
export async function runLoad(options: LoadCommandOptions): Promise<number> {
  const stop = new AbortController();
  const ask = () => stop.abort();
  process.once('SIGINT', ask).once('SIGTERM', ask);
  try {
    return await (options.url === undefined
      ? onOwnServer(options, stop.signal)
      : onRunning(options, stop.signal));
  } finally {
    process.off('SIGINT', ask).off('SIGTERM', ask);
  }
}

/** @throws RangeError when the server is not on this machine */
async function onRunning(options: LoadCommandOptions, signal: AbortSignal): Promise<number> {
  const { url = '', token } = options;
  if (!URL.canParse(url) || !LOOPBACK.test(new URL(url).hostname)) {
    throw new RangeError('--url is the address of a server on this machine, as http://localhost:3000.');
  }
  loadEnvironmentFile();
  const users =
    token === undefined ? await makeUsers(options.users, process.env) : [{ name: 'bearer', token }];
  const uploads = options.uploads ?? (options.seconds === undefined ? DEFAULTS.uploads : Infinity);
  return load({ ...loadOptions(options, signal), url, users, uploads });
}

/** A server of its own, an audit of what it stored, and an orderly end. */
async function onOwnServer(options: LoadCommandOptions, signal: AbortSignal): Promise<number> {
  const server = await startOwnServer();
  const acknowledged = options.acknowledged ?? join(server.folder, 'acknowledged.ndjson');
  try {
    const users = await makeUsers(options.users, server.env);
    const seconds = options.seconds ?? (options.uploads === undefined ? DEFAULTS.seconds : undefined);
    const failed = await load({
      ...loadOptions({ ...options, acknowledged, ...(seconds === undefined ? {} : { seconds }) }, signal),
      url: server.url,
      users,
      uploads: options.uploads ?? Infinity,
    });
    const report = await auditInstallation(loadConfig(server.env), { acknowledged, grace: 0, parallel: 4 });
    process.stdout.write(`\n${printReport(report)}\n`);
    const code = await server.stop();
    if (code !== 0) process.stdout.write(`The server ended with ${code}.\n`);
    return failed === 0 && report.clean && code === 0 ? 0 : 1;
  } finally {
    await server.stop();
    await server.remove();
  }
}

async function load(options: LoadOptions): Promise<number> {
  const { measurements, took } = await generateLoad(options);
  const uploads = measurements.count('upload') + measurements.count('replace');
  process.stdout.write(`${measurements.describe()}\n`);
  process.stdout.write(
    `${uploads} uploads in ${(took / 1_000).toFixed(1)} s, ${((uploads * 1_000) / took).toFixed(1)} a second\n`,
  );
  if (uploads === 0) process.stdout.write('No upload held.\n');
  return measurements.errors > 0 || uploads === 0 ? 1 : 0;
}

function loadOptions(options: LoadCommandOptions, signal: AbortSignal) {
  const { parallel, distinct, seconds, seed, acknowledged } = options;
  return {
    parallel,
    distinct,
    seed,
    signal,
    ...(seconds === undefined ? {} : { time: seconds * 1_000 }),
    ...(acknowledged === undefined ? {} : { acknowledged }),
  };
}

/** Users that nobody has met, with tokens signed by the secret in the data directory. */
async function makeUsers(count: number, env: Readonly<Record<string, string | undefined>>) {
  const config = loadConfig(env);
  const run = randomBytes(4).toString('hex');
  const names = Array.from({ length: count }, (_, at) => `load-${run}-${at}`);
  return Promise.all(
    names.map(async (name) => ({ name, token: await issueToken(config, { userId: name }) })),
  );
}
