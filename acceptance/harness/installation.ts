import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type FleetEngines, startFleetEngines } from './engines.ts';
import { type Environment, likeness, startProcess, type TestProcess } from './process.ts';
import { environment, startServer, type TestServer } from './server.ts';

/** A running `likeness worker`. */
export interface TestWorker extends TestProcess {
  again(env?: Environment): Promise<TestWorker>;
}

export interface InstallationOptions {
  servers?: number;
  /** With none, the servers do the jobs and the cleanup themselves. */
  workers?: number;
  env?: Environment;
}

/** Servers and workers on one set of engines. */
export interface Installation {
  /** The engines of a fleet; the embedded ones have no proxy. */
  engines: FleetEngines | undefined;
  servers: TestServer[];
  workers: TestWorker[];
  /** One more. */
  addWorker(env?: Environment): Promise<TestWorker>;
  /** Kills a worker and puts another in its place. */
  replaceWorker(index: number): Promise<void>;
  /** Kills a server and starts it again, on another port. */
  replaceServer(index: number): Promise<void>;
  /** Runs a command on it, past the proxies. */
  command(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Rows of a query. */
  rows<T>(sql: string): Promise<T[]>;
  /** Fails unless `likeness audit` finds everything in order. */
  expectClean(...args: string[]): Promise<void>;
  remove(): Promise<void>;
}

/** One server in its data directory; or a fleet on PostgreSQL, Redis and S3, each process with a folder of its own. */
export async function startInstallation(
  kind: 'embedded' | 'fleet',
  { servers: serverCount = 1, workers: workerCount = 0, env: wanted = {} }: InstallationOptions = {},
): Promise<Installation> {
  const engines = kind === 'fleet' ? await startFleetEngines() : undefined;
  const folder = await mkdtemp(join(tmpdir(), 'likeness-installation-'));
  const apart: Environment =
    workerCount > 0 ? { LIKENESS_WORKERS_IN_PROCESS: 'off', LIKENESS_CLEANUP_IN_PROCESS: 'off' } : {};
  const settings = { ...engines?.env, ...wanted };
  const dataDir = (name: string) => (kind === 'embedded' ? folder : join(folder, name));
  const worker = async (name: string, more: Environment = {}): Promise<TestWorker> => {
    const env = { ...settings, ...more };
    const running = await startProcess(
      ['worker'],
      environment(dataDir(name), env),
      /^likeness worker running$/,
    );
    return { ...running, again: (again = {}) => worker(name, { ...more, ...again }) };
  };
  const servers: TestServer[] = [];
  // The first migrates; the others find it done.
  for (let index = 0; index < serverCount; index++) {
    servers.push(await startServer({ ...settings, ...apart }, dataDir(`server-${index}`)));
  }
  const workers = await Promise.all(
    Array.from({ length: workerCount }, (_, index) => worker(`worker-${index}`)),
  );
  const command = (...args: string[]) =>
    likeness(args, environment(dataDir('server-0'), { ...engines?.env, ...engines?.direct, ...wanted }));

  return {
    engines,
    servers,
    workers,
    async addWorker(more) {
      const one = await worker(`worker-${workers.length}`, more);
      workers.push(one);
      return one;
    },
    async replaceWorker(index) {
      const old = workers[index];
      await old?.kill();
      if (old !== undefined) workers[index] = await old.again();
    },
    async replaceServer(index) {
      const old = servers[index];
      await old?.kill();
      if (old !== undefined) servers[index] = await old.again();
    },
    command,
    async rows<T>(sql: string) {
      const { code, stdout, stderr } = await command('sql', '--json', '-c', sql);
      if (code !== 0) throw new Error(stderr);
      return JSON.parse(stdout) as T[];
    },
    async expectClean(...args) {
      const { code, stdout, stderr } = await command('audit', ...args);
      if (code !== 0) expect.fail(`likeness audit ended with ${code}:\n${stdout}${stderr}`);
    },
    async remove() {
      await Promise.all([...servers, ...workers].map((one) => one.stop()));
      await engines?.remove();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
