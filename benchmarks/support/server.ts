import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../../apps/cli/bin/likeness.cjs', import.meta.url));
const SECRET = 'a secret of the benchmarks, made for one run';

/** The built product, running in a data directory of its own. */
export interface Server {
  url: URL;
  dataDir: string;
  process: ChildProcess;
  /** SIGTERM, then the folder is removed. */
  remove(): Promise<void>;
}

/**
 * Starts `likeness server` on a free port, as a user would: default settings, but without request limits.
 * `BENCH_NODE_ARGS` goes to node, for a profile: `--cpu-prof --cpu-prof-dir=…`; `BENCH_SERVER_ENV` is added to
 * its environment: `UV_THREADPOOL_SIZE=8 LIKENESS_LOG_LEVEL=warn`.
 */
export async function startServer(env: Record<string, string> = {}): Promise<Server> {
  const dataDir = await mkdtemp(join(tmpdir(), 'likeness-bench-'));
  const args = process.env.BENCH_NODE_ARGS?.split(' ') ?? [];
  const child = spawn(process.execPath, [...args, BIN, 'server'], {
    env: serverEnvironment(dataDir, env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => {
    log = (log + chunk.toString()).slice(-4_000);
  });
  const remove = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [, address] = /^likeness listening on (\S+)$/.exec(line) ?? [];
        if (address) resolve(address);
      });
      child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${log}`)));
    });
    return { url: new URL(url), dataDir, process: child, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Settings of a process of the product in this data directory; nothing of the caller's own environment. */
export function serverEnvironment(dataDir: string, env: Record<string, string>): NodeJS.ProcessEnv {
  const more = process.env.BENCH_SERVER_ENV?.split(' ') ?? [];
  return {
    PATH: process.env.PATH,
    HOME: dataDir,
    PORT: '0',
    LIKENESS_DATA_DIR: dataDir,
    LIKENESS_JWT_SECRET: SECRET,
    LIKENESS_RATE_LIMITS: 'off',
    ...env,
    ...Object.fromEntries(more.map((pair) => pair.split('='))),
  };
}

/** A token of an hour, signed here: the benchmarks know the format, not the code. */
export function tokenOf(userId: string, role = 'user', permissions: string[] = []): string {
  const exp = Math.floor(Date.now() / 1_000) + 3_600;
  const claims = { iss: 'likeness', aud: 'likeness', userId, role, permissions, exp };
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
