import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog, loadConfig, openServices } from '@likeness/server';
import { createTestDatabase, type TestDatabase } from '@likeness/server/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCli } from '../testing/run-cli.ts';

let database: TestDatabase;
let folder: string;
let env: Record<string, string>;
beforeEach(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'likeness-keys-'));
  env = { DATABASE_URL: database.url, LIKENESS_DATA_DIR: folder };
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const TEXT = Buffer.from('waist 74');

/** Seals with a process of these settings, which is then over. */
async function withSealing<T>(
  settings: Record<string, string>,
  work: (sealing: Awaited<ReturnType<typeof openServices>>['sealing']) => Promise<T>,
): Promise<T> {
  const services = await openServices({
    config: loadConfig(settings),
    log: createLog({ level: 'silent' }),
    role: 'test',
  });
  return work(services.sealing).finally(() => services.database.close());
}

async function sealForAnn(): Promise<{ id: string; sealed: Buffer }> {
  const { rows } = await database.pool.query<{ id: string }>(
    `WITH o AS (INSERT INTO shared.organizations (slug) VALUES ('acme') RETURNING id)
     INSERT INTO shared.users (organization_id, issuer, subject) SELECT id, 'test', 'ann' FROM o RETURNING id`,
  );
  const id = rows[0]?.id ?? '';
  return { id, sealed: await withSealing(env, async ({ toStore }) => (await toStore(id)).seal(TEXT, id)) };
}

const opens = (settings: Record<string, string>, { id, sealed }: { id: string; sealed: Buffer }) =>
  withSealing(settings, async ({ of }) => (await of(id)).open(sealed, id).equals(TEXT));

test('a new file takes the place of the old one, which is kept under its id', async () => {
  const ann = await sealForAnn();
  const before = await readFile(join(folder, 'master-key'), 'utf8');
  const rotated = await runCli(['keys', 'rotate', '--to', 'file'], env);
  expect(rotated).toMatchObject({ code: 0, stderr: '' });
  expect(rotated.stdout).toContain('3 keys wrapped anew');
  // a server that is started meanwhile still reads the old file
  expect(await readFile(join(folder, 'master-key'), 'utf8')).toBe(before);
  expect(await opens(env, ann)).toBe(true);
  const again = await runCli(['keys', 'rotate', '--to', 'file'], env);
  expect([again.code, again.stdout]).toEqual([0, expect.stringContaining('0 keys wrapped anew')]);

  expect((await runCli(['keys', 'finish'], env)).stdout).toContain('no other opens anything');
  expect(await readFile(join(folder, 'master-key'), 'utf8')).not.toBe(before);
  expect((await stat(join(folder, 'master-key'))).mode & 0o777).toBe(0o600);
  const files = (await readdir(folder)).filter((name) => name.startsWith('master-key'));
  expect(files.map((name) => name.replace(/[0-9a-f]{16}$/, '<id>')).sort()).toEqual([
    'master-key',
    'master-key.<id>',
  ]);
  expect(await opens(env, ann)).toBe(true);
  const { stdout } = await runCli(['keys'], env);
  expect(stdout).toMatch(/^master key {2}[0-9a-f]{16} \(file\)\nkeys {8}1 of users, 0 wrapped by another/);
});

test('a text from the environment: finished only by who has it configured', async () => {
  const ann = await sealForAnn();
  const secret = 'n'.repeat(40);
  const missing = await runCli(['keys', 'rotate', '--to', 'env'], env);
  expect([missing.code, missing.stderr]).toEqual([
    78,
    expect.stringContaining('LIKENESS_MASTER_KEY_NEW: must hold the new master key.'),
  ]);
  expect(
    (await runCli(['keys', 'rotate', '--to', 'env'], { ...env, LIKENESS_MASTER_KEY_NEW: secret })).code,
  ).toBe(0);
  const early = await runCli(['keys', 'finish'], env);
  expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('started with the old master key')]);
  const next = { ...env, LIKENESS_MASTER_KEY: secret };
  for (const settings of [env, next]) expect(await opens(settings, ann)).toBe(true);
  expect((await runCli(['keys', 'finish'], next)).code).toBe(0);
  expect(await opens(next, ann)).toBe(true);
  const refused = await runCli(['keys'], env);
  expect([refused.code, refused.stderr]).toEqual([
    78,
    expect.stringContaining('LIKENESS_MASTER_KEY: is not the key'),
  ]);
});

test('what cannot be meant is refused', async () => {
  for (const args of [
    ['--to', 'vault'],
    ['--to', 'kms:'],
    ['--to', 'env', '--keep-data-key'],
  ]) {
    const { code, stdout } = await runCli(['keys', 'rotate', ...args], env);
    expect([args, code, stdout]).toEqual([args, 1, '']);
  }
});
