import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { OWN_ENGINES } from './harness/engines-under-test.ts';
import { freePort } from './harness/free-port.ts';
import { environment, likeness, startServer } from './harness/server.ts';

const BIN = fileURLToPath(new URL('../apps/cli/bin/likeness.cjs', import.meta.url));
const NOBODY = 65_534;
const REDIS_SERVER = '/usr/bin/redis-server';

const { LIKENESS_TEST_POSTGRES_URL: postgres = '', LIKENESS_TEST_PGBOUNCER_URL: pgbouncer = '' } =
  process.env;

for (const [name, there] of [
  ['PostgreSQL', postgres !== ''],
  ['PgBouncer', pgbouncer !== ''],
  ['redis-server', existsSync(REDIS_SERVER)],
]) {
  if (!there) console.warn(`MISSING: ${name}; its part of the bad configurations is not tested`);
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-start-engines-'));
  await chmod(folder, 0o755);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Whether somebody listens there. */
const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });

/** Starts a server that cannot start. `user`: run as this one. */
async function start(env: Record<string, string>, { user }: { user?: number } = {}) {
  const dataDir = await mkdtemp(join(folder, 'data-'));
  const port = await freePort();
  const settings = environment(dataDir, {
    ...OWN_ENGINES,
    PORT: String(port),
    LIKENESS_LOG_LEVEL: 'silent',
    ...env,
  });
  if (user !== undefined) await chown(dataDir, user, user);
  const child = spawn(process.execPath, [BIN, 'server'], {
    cwd: folder,
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user !== undefined && { uid: user, gid: user }),
  });
  let opened = false;
  const watching = setInterval(async () => {
    opened ||= await answers(port);
    // it runs, which it should not
    if (opened) child.kill();
  }, 20);
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit') as Promise<[number]>,
    text(child.stdout),
    text(child.stderr),
  ]);
  clearInterval(watching);
  return { code, stdout, stderr, opened, secrets: Object.values(env).flatMap(passwordOf) };
}

function passwordOf(value: string): string[] {
  const { password } = URL.canParse(value) ? new URL(value) : { password: '' };
  return password === '' ? [] : [password];
}

/** One sentence or two that begin with the variable, 78, and never a port that was open or a password that was told. */
function expectRefusal(
  { code, stdout, stderr, opened, secrets }: Awaited<ReturnType<typeof start>>,
  said: RegExp,
) {
  expect(stderr).toMatch(said);
  expect(stderr).toMatch(/^likeness: [A-Z0-9_]+: [^\n]+\.\n$/);
  for (const secret of secrets) expect(stderr).not.toContain(secret);
  expect(stdout).toBe('');
  expect(code).toBe(78);
  expect(opened).toBe(false);
}

function changed(url: string, change: (url: URL) => void): string {
  const address = new URL(url);
  change(address);
  return address.href;
}

const nowhere = async (scheme: string) => `${scheme}://someone:a-password@127.0.0.1:${await freePort()}/x`;

describe('an engine that is not there', () => {
  it.each([
    ['DATABASE_URL', 'postgres'],
    ['REDIS_URL', 'redis'],
    ['MONGODB_URL', 'mongodb'],
  ])('%s', async (variable, scheme) => {
    const url = await nowhere(scheme);
    const refused = await start({ [variable]: url });
    expectRefusal(refused, new RegExp(`^likeness: ${variable}: `));
  });

  it('an address that is none, with its password not repeated', async () => {
    const refused = await start({ DATABASE_URL: 'postgres://user:pass/wo#rd@host:port/name' });
    expectRefusal(refused, /^likeness: DATABASE_URL: must be an address such as/);
    expect(refused.stderr).not.toContain('wo#rd');
  });
});

describe('a segmenter that is not there', () => {
  // a port that was opened stays so for as long as the delay
  const missing = { LIKENESS_SEGMENTER: 'onnx:/nowhere/model.onnx', LIKENESS_SHUTDOWN_DELAY: '2s' };

  it.each(['1', '2'])('with %s processes', async (LIKENESS_PROCESSES) => {
    const refused = await start({ ...missing, LIKENESS_PROCESSES });
    expectRefusal(refused, /^likeness: LIKENESS_SEGMENTER: /);
  });
});

it('a second server on one data directory, while the first serves on', async () => {
  const first = await startServer(OWN_ENGINES);
  onTestFinished(() => first.remove());
  const refused = await start({ LIKENESS_DATA_DIR: first.dataDir });
  expectRefusal(
    refused,
    new RegExp(`^likeness: LIKENESS_DATA_DIR: ${first.dataDir} is in use by another server`),
  );
  expect((await fetch(`${first.url}/ready`)).status).toBe(200);
});

describe('a folder that cannot be written to', () => {
  const asNobody = process.getuid?.() === 0 ? { user: NOBODY } : {};

  it.each(['LIKENESS_DATA_DIR', 'UPLOAD_DIRECTORY'])('%s', async (variable) => {
    const place = await mkdtemp(join(folder, 'read-only-'));
    await chmod(place, 0o555);
    const refused = await start({ [variable]: place }, asNobody);
    expectRefusal(refused, new RegExp(`^likeness: ${variable}: .*${place}.*(EACCES|not writable|cannot be)`));
    expect(await readdir(place)).toEqual([]);
  });

  it('a folder within one that cannot be written to', async () => {
    const place = await mkdtemp(join(folder, 'read-only-'));
    await mkdir(join(place, 'above'), { mode: 0o555 });
    const refused = await start({ LIKENESS_DATA_DIR: join(place, 'above', 'data') }, asNobody);
    expectRefusal(refused, /^likeness: LIKENESS_DATA_DIR: .*EACCES/);
  });
});

describe.skipIf(postgres === '')('PostgreSQL', () => {
  /** An empty database of the test's own; `likeness sql` attaches to any. */
  async function administer(statement: string): Promise<void> {
    const env = environment(folder, { DATABASE_URL: postgres });
    const { code, stderr } = await likeness(['sql', '-c', statement], env);
    expect([code, stderr]).toEqual([0, '']);
  }

  it('a wrong password', async () => {
    const DATABASE_URL = changed(postgres, (url) => {
      url.password = 'a-wrong-password';
    });
    expectRefusal(
      await start({ DATABASE_URL }),
      /^likeness: DATABASE_URL: .* refuses the user or the password/,
    );
  });

  it('a database that does not exist', async () => {
    const DATABASE_URL = changed(postgres, (url) => {
      url.pathname = '/nowhere';
    });
    expectRefusal(await start({ DATABASE_URL }), /^likeness: DATABASE_URL: there is no database nowhere/);
  });

  it('TLS that the server does not speak, and an authority that is not there', async () => {
    const withTls = (parameters: string) => ({
      DATABASE_URL: `${postgres}?sslmode=verify-full${parameters}`,
    });
    expectRefusal(await start(withTls('')), /^likeness: DATABASE_URL: .* does not speak TLS/);
    expectRefusal(
      await start(withTls('&sslrootcert=/nowhere/ca.pem')),
      /^likeness: DATABASE_URL: the file \/nowhere\/ca\.pem .* cannot be read \(ENOENT\)/,
    );
  });

  it('a replica that is none, with several processes', async () => {
    const name = `start_${randomBytes(6).toString('hex')}`;
    await administer(`CREATE DATABASE ${name}`);
    const own = changed(postgres, (url) => {
      url.pathname = `/${name}`;
    });
    const refused = await start({
      DATABASE_URL: own,
      DATABASE_REPLICA_URL: own,
      LIKENESS_PROCESSES: '2',
    });
    expectRefusal(refused, /^likeness: DATABASE_REPLICA_URL: does not lead to a streaming replica/);
    await administer(`DROP DATABASE ${name} WITH (FORCE)`);
  });

  it.skipIf(pgbouncer === '')('a pooler without the address past it, or with one through it', async () => {
    expectRefusal(
      await start({ DATABASE_URL: pgbouncer }),
      /^likeness: DATABASE_DIRECT_URL: is needed: DATABASE_URL leads through a pooler/,
    );
    expectRefusal(
      await start({ DATABASE_URL: pgbouncer, DATABASE_DIRECT_URL: pgbouncer }),
      /^likeness: DATABASE_DIRECT_URL: leads through a pooler/,
    );
  });
});

describe.skipIf(!existsSync(REDIS_SERVER))('Redis', () => {
  it('a wrong password', async () => {
    const port = await freePort();
    const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--requirepass', 'its-own'];
    const redis = spawn(REDIS_SERVER, options, { cwd: folder, stdio: 'ignore' });
    onTestFinished(() => void redis.kill());
    await expect.poll(() => answers(port), { timeout: 30_000 }).toBe(true);
    const refused = await start({ REDIS_URL: `redis://:a-wrong-password@127.0.0.1:${port}` });
    expectRefusal(refused, /^likeness: REDIS_URL: .*password/);
  });
});
