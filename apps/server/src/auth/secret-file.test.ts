import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { loadConfig } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { issueToken } from './issue-token.ts';
import { secretFile } from './secret-file.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-secret-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('all who make it at once end with the same secret, readable by its owner only', async () => {
  const path = join(folder, 'data', 'secret');
  const secrets = await Promise.all(Array.from({ length: 30 }, () => secretFile(path)));
  expect(new Set(secrets.map((secret) => Buffer.from(secret).toString())).size).toBe(1);
  expect(secrets[0]?.length).toBeGreaterThanOrEqual(43);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'data'))).mode & 0o077).toBe(0);
  expect(await readdir(join(folder, 'data'))).toEqual(['secret']);
});

it('a damaged one is refused rather than used', async () => {
  await writeFile(join(folder, 'secret'), 'abc');
  await expect(secretFile(join(folder, 'secret'))).rejects.toBeInstanceOf(ConfigurationError);
});

it('a place that cannot be written names the data directory', async () => {
  await writeFile(join(folder, 'file'), '');
  await expect(secretFile(join(folder, 'file', 'secret'))).rejects.toMatchObject({
    variable: 'LIKENESS_DATA_DIR',
  });
});

it('no token is made where an external issuer makes them, nor for an impossible user', async () => {
  const external = loadConfig({
    LIKENESS_DATA_DIR: folder,
    LIKENESS_JWKS_URL: 'https://issuer.example/jwks',
    LIKENESS_JWT_ISSUER: 'https://issuer.example',
    LIKENESS_JWT_AUDIENCE: 'likeness',
  });
  await expect(issueToken(external, { userId: 'alice' })).rejects.toMatchObject({
    variable: 'LIKENESS_JWKS_URL',
  });
  const own = loadConfig({ LIKENESS_DATA_DIR: folder });
  await expect(issueToken(own, { userId: 'x'.repeat(201) })).rejects.toBeInstanceOf(RangeError);
});
