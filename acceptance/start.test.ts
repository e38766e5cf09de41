import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../apps/cli/bin/likeness.cjs', import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-start-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs a command to its end. */
async function likeness(args: string[], env: Record<string, string> = {}, cwd = folder) {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH ?? '', LIKENESS_DATA_DIR: join(folder, 'data'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [[code], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout),
    text(child.stderr),
  ]);
  return { code, stdout, stderr };
}

describe('a start that cannot work says why in a sentence and exits 78', () => {
  it.each<[string, Record<string, string>]>([
    ['PORT', { PORT: 'eighty' }],
    ['LIKENESS_RATE_LIMITS', { LIKENESS_RATE_LIMITS: 'off', HOST: '0.0.0.0' }],
    ['LIKENESS_JWT_ISSUER', { LIKENESS_JWKS_URL: 'https://issuer.example/jwks' }],
    ['LIKENESS_TYPO', { LIKENESS_TYPO: '1' }],
    ['AVATAR_CLEANUP_INTERVAL', { AVATAR_CLEANUP_INTERVAL: '30d' }],
    ['STORAGE_BACKEND', { STORAGE_BACKEND: 'tape' }],
    ['S3_BUCKET_NAME', { STORAGE_BACKEND: 's3' }],
    ['LIKENESS_DATA_DIR', { LIKENESS_DATA_DIR: BIN }],
    ['HOST', { HOST: '192.0.2.1', PORT: '0' }],
  ])('%s', async (variable, env) => {
    const { code, stdout, stderr } = await likeness(['server'], { LIKENESS_LOG_LEVEL: 'silent', ...env });
    expect(stderr).toMatch(new RegExp(`^likeness: ${variable}: .+\\.\\n$`));
    expect(stdout).toBe('');
    expect(code).toBe(78);
  });

  it.each(['1', '2'])('a port that is in use, with %s process(es)', async (processes) => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const env = { PORT: String(port), LIKENESS_PROCESSES: processes, LIKENESS_LOG_LEVEL: 'silent' };
    const { code, stderr } = await likeness(['server'], env);
    taken.close();
    expect(stderr).toBe(
      `likeness: PORT: ${port} is in use on 127.0.0.1. Stop what listens there or choose another.\n`,
    );
    expect(code).toBe(78);
  });

  it('.env is read, and the environment wins', async () => {
    const place = await mkdtemp(join(folder, 'env-'));
    await writeFile(join(place, '.env'), 'PORT=from-the-file\nLIKENESS_LOG_LEVEL=silent\n');
    expect((await likeness(['server'], {}, place)).stderr).toContain('PORT: must be a whole number');
    expect((await likeness(['server'], { PORT: '0', HOST: '192.0.2.1' }, place)).stderr).toContain('HOST: ');
  });
});

describe('likeness token', () => {
  it('prints a token and nothing else, before any server ran; those who race share the secret', async () => {
    const data = join(folder, 'never-used');
    const env = { LIKENESS_DATA_DIR: data };
    const hint = `likeness: made a new secret in ${data}; start the server with the same LIKENESS_DATA_DIR.\n`;
    const runs = await Promise.all(
      [1, 2, 3].map(() => likeness(['token', '--user', 'alice', '--expires', '1h'], env)),
    );
    for (const { code, stdout, stderr } of runs) {
      expect(code).toBe(0);
      expect(['', hint]).toContain(stderr);
      expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    }
    expect(runs.map(({ stderr }) => stderr)).toContain(hint);
    expect(await readdir(data)).toEqual(['token-secret']);
    expect((await likeness(['token', '--user', 'alice'], env)).stderr).toBe('');
  });

  it.each([
    [['token']],
    [['token', '--user', 'a', '--role', 'root']],
    [['token', '--user', 'a', '--expires', 'soon']],
    [['token', '--user', 'x'.repeat(201)]],
    [['nonsense']],
  ])('refuses %j with a sentence', async (args) => {
    const { code, stdout, stderr } = await likeness(args);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).not.toContain('    at ');
  });

  it('makes none where an external issuer does', async () => {
    const { code, stderr } = await likeness(['token', '--user', 'a'], {
      LIKENESS_JWKS_URL: 'https://issuer.example/jwks',
      LIKENESS_JWT_ISSUER: 'https://issuer.example',
      LIKENESS_JWT_AUDIENCE: 'likeness',
    });
    expect(code).toBe(78);
    expect(stderr).toContain('LIKENESS_JWKS_URL');
  });
});

it('--help lists every command', async () => {
  const { code, stdout } = await likeness(['--help']);
  expect(code).toBe(0);
  for (const command of ['server', 'worker', 'token'])
    expect(stdout).toMatch(new RegExp(`^ +${command} `, 'm'));
  expect(stdout).toContain('Examples:');
});
