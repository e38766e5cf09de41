import { createHmac } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { enginesOf, makeEngines, removeEngines } from './engines-under-test.ts';
import { type Environment, startProcess, type TestProcess } from './process.ts';

export { likeness } from './process.ts';

const SECRET = 'a secret of the black-box tests, long enough';

/** A running `likeness server` with a data directory of its own. */
export interface TestServer extends TestProcess {
  url: string;
  dataDir: string;
  /** The same data directory again. */
  again(env?: Environment): Promise<TestServer>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

/** Starts the built product on a free port and waits for its ready line. */
export async function startServer(env: Environment = {}, dataDir?: string): Promise<TestServer> {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'likeness-acceptance-')));
  await makeEngines(folder, env);
  const { ready, ...running } = await startProcess(
    ['server'],
    environment(folder, env),
    /^likeness listening on (\S+)$/,
  );
  return {
    ...running,
    url: ready[1] ?? '',
    dataDir: folder,
    again: (more = {}) => startServer({ ...env, ...more }, folder),
    async remove() {
      await running.stop();
      await removeEngines(folder);
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
    ...enginesOf(dataDir, env),
    ...env,
  };
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
