import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../apps/cli/bin/likeness.cjs', import.meta.url));
const SECRET = 'a secret of the black-box tests, long enough';

/** A running `likeness server` with a data directory of its own. */
export interface TestServer {
  url: string;
  dataDir: string;
  process: ChildProcess;
  /** Everything that it has written. */
  output(): string;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  /** `kill -9`, as a crash. */
  kill(): Promise<void>;
  /** The same data directory again. */
  again(env?: Environment): Promise<TestServer>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

type Environment = Record<string, string>;

/** Starts the built product on a free port and waits for its ready line. */
export async function startServer(env: Environment = {}, dataDir?: string): Promise<TestServer> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'likeness-acceptance-')));
  const settings = environment(folder, env);
  const child = spawn(process.execPath, [BIN, 'server'], {
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let written = '';
  child.stdout.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    written += chunk.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [, address] = /^likeness listening on (\S+)$/.exec(line) ?? [];
      if (address) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}:\n${written}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    const exited = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exited) as [number | null];
    return code;
  };
  return {
    url,
    dataDir: folder,
    process: child,
    output: () => written,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL');
    },
    again: (more = {}) => startServer({ ...env, ...more }, folder),
    async remove() {
      await end('SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Settings of a server for tests: a free port, nothing of the tester's own environment. */
export function environment(dataDir: string, env: Environment = {}): Environment {
  return {
    PATH: process.env.PATH ?? '',
    HOME: dataDir,
    PORT: '0',
    LIKENESS_DATA_DIR: dataDir,
    LIKENESS_JWT_SECRET: SECRET,
    LIKENESS_RATE_LIMITS: 'off',
    ...env,
  };
}

/** Runs `likeness <args>` to its end. */
export async function likeness(
  args: string[],
  env: Environment,
): Promise<{ code: number; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [BIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, stdout, stderr };
}

export interface TokenClaims {
  userId?: string;
  role?: string;
  org?: string;
  permissions?: string[];
  exp?: number;
  [claim: string]: unknown;
}

/** A token as the server makes them, signed here so that the tests depend on the format and not on the code. */
export function token(claims: TokenClaims = {}, { secret = SECRET, alg = 'HS256' } = {}): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = {
    iss: 'likeness',
    aud: 'likeness',
    userId: 'alice',
    role: 'user',
    exp: Math.floor(Date.now() / 1000) + 600,
    ...claims,
  };
  const signed = `${encode({ alg, typ: 'JWT' })}.${encode(payload)}`;
  const signature = alg === 'none' ? '' : createHmac('sha256', secret).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}
