import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { photo, random } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startMixedLoad } from './harness/mixed-load.ts';
import { environment, likeness, startServer } from './harness/server.ts';

const BIN = fileURLToPath(new URL('../apps/cli/bin/likeness.cjs', import.meta.url));
const { LIKENESS_TEST_S3_ENDPOINT: S3_ENDPOINT = '' } = process.env;
const bucket = {
  S3_ENDPOINT,
  S3_BUCKET_NAME: `likeness-migrate-${randomBytes(6).toString('hex')}`,
  AWS_ACCESS_KEY_ID: process.env.LIKENESS_TEST_S3_KEY ?? '',
  AWS_SECRET_ACCESS_KEY: process.env.LIKENESS_TEST_S3_SECRET ?? '',
};
/** What is deleted is swept at once, while objects are moved. */
const SWEEPING = { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0', AVATAR_CLEANUP_INTERVAL: '200' };
const ON_DISK = { ...SWEEPING, ...bucket, STORAGE_BACKEND: 'disk' };
const ON_S3 = { ...SWEEPING, ...bucket, STORAGE_BACKEND: 's3' };
const TO_S3 = { ...ON_S3, LIKENESS_STORAGE_MIGRATE_FROM: 'disk' };
const TO_DISK = { ...ON_DISK, LIKENESS_STORAGE_MIGRATE_FROM: 's3' };
const MIGRATE = ['storage', 'migrate', '--from', 'disk', '--to', 's3'];

if (S3_ENDPOINT === '')
  console.warn('MISSING: an S3 server; storage commands are not tested: scripts/services.sh up');

describe.skipIf(S3_ENDPOINT === '' && process.env.CI !== 'true')('likeness storage', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'likeness-storage-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  const run = (args: string[], env: Record<string, string>, dataDir = folder) =>
    likeness(args, environment(dataDir, env));

  test('setup makes the bucket once, and tells before what it would do; check tries everything', async () => {
    const env = {
      ...ON_S3,
      S3_BUCKET_NAME: `${bucket.S3_BUCKET_NAME}-setup`,
      LIKENESS_CORS_ORIGINS: 'https://a.example',
    };
    const dry = await run(['storage', 'setup', '--dry-run'], env);
    expect(dry).toMatchObject({ code: 0, stderr: 'Nothing was changed.\n' });
    expect(dry.stdout).toMatch(/^bucket +would be done /);
    const refused = await run(['storage', 'check'], env);
    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('there is no such bucket')]);
    const made = await run(['storage', 'setup'], env);
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^CORS +done +https:\/\/a\.example$/m);
    const again = await run(['storage', 'setup'], env);
    expect(again.stdout).not.toMatch(/ done /);
    expect(again.stdout).toMatch(/^lifecycle +as it should be /m);
    const checked = await run(['storage', 'check', '--json'], env);
    expect(checked).toMatchObject({ code: 0, stderr: '' });
    const { ok, operations } = JSON.parse(checked.stdout);
    expect([ok, operations.length]).toEqual([true, 16]);
    for (const { ms } of operations) expect(ms).toBeGreaterThan(0);
  });

  test.each([
    [{ S3_BUCKET_NAME: 'likeness-there-is-none' }, 'S3_BUCKET_NAME', /no bucket .* `likeness storage setup`/],
    [{ AWS_ACCESS_KEY_ID: 'NOBODY' }, 'AWS_ACCESS_KEY_ID', /knows no such key/],
    [{ AWS_SECRET_ACCESS_KEY: 'wrong' }, 'AWS_SECRET_ACCESS_KEY', /is not the secret/],
    [{ S3_ENDPOINT: 'http://127.0.0.1:9' }, 'S3_ENDPOINT', /nothing answers at/],
  ])('a server with %j does not start, and says what to do', async (wrong, variable, sentence) => {
    const { code, stdout, stderr } = await run(['server'], { ...ON_S3, ...wrong });
    expect([code, stdout]).toEqual([78, '']);
    expect(stderr).toMatch(new RegExp(`^likeness: ${variable}: `, 'm'));
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toContain(bucket.AWS_SECRET_ACCESS_KEY);
  });

  test('objects move to S3 and back under load; a killed migration goes on, and the audit finds all in order', async () => {
    expect((await run(['storage', 'setup'], ON_S3)).code).toBe(0);
    const next = random(7);
    const pictures = await Promise.all(
      Array.from({ length: 40 }, (_, seed) => photo({ seed, width: 200, height: 200 })),
    );
    let server = await startServer(ON_DISK);
    const { dataDir } = server;
    const load = startMixedLoad({
      servers: () => [server],
      pictures,
      next,
      users: 12,
      deletes: 0.2,
      mayBreak: true,
    });
    const restart = async (env: Record<string, string>): Promise<void> => {
      await server.stop();
      server = await startServer(env, dataDir);
    };
    const moreOperations = (count: number) => load.reaches(load.operations + count);
    try {
      await moreOperations(60);
      const early = await run(MIGRATE, ON_DISK, dataDir);
      expect([early.code, early.stderr]).toEqual([
        78,
        expect.stringContaining('STORAGE_BACKEND: must be s3 before'),
      ]);

      await restart(TO_S3);
      await killMidway(dataDir);
      await moreOperations(20);
      const moved = await run([...MIGRATE, '--report', join(folder, 'moved.json')], TO_S3, dataDir);
      expect([moved.code, moved.stderr]).toEqual([0, expect.any(String)]);
      expect(JSON.parse(await readFile(join(folder, 'moved.json'), 'utf8'))).toMatchObject({
        whole: true,
        failed: 0,
      });
      await moreOperations(20);
      const removed = await run([...MIGRATE, '--delete-source'], TO_S3, dataDir);
      expect(removed.stdout).toMatch(/^removedFromSource +[1-9]/m);
      await restart(ON_S3);
      await moreOperations(20);
      expect((await filesOf(dataDir)).length).toBe(0);
      const audited = await run(['audit', '--grace', '60s'], ON_S3, dataDir);
      expect([audited.code, audited.stdout]).toEqual([0, expect.any(String)]);

      await restart(TO_DISK);
      const back = await run([...MIGRATE, '--rollback'], TO_DISK, dataDir);
      expect([back.code, back.stderr]).toEqual([0, expect.any(String)]);
      await moreOperations(20);
      expect(
        (await run(['storage', 'migrate', '--from', 's3', '--to', 'disk', '--verify-only'], TO_DISK, dataDir))
          .code,
      ).toBe(0);
      await restart(ON_DISK);
      await moreOperations(20);
      await load.stop();
      expect(load.failures).toEqual([]);
      const { acknowledged, lost } = await load.verify();
      expect(lost).toEqual([]);
      expect(acknowledged).toBeGreaterThan(0);
      const audit = await run(['audit', '--grace', '60s'], ON_DISK, dataDir);
      expect([audit.code, audit.stdout]).toEqual([0, expect.any(String)]);
    } finally {
      await load.stop();
      await server.remove();
    }
  });

  /** `kill -9` when a part has been moved. */
  async function killMidway(dataDir: string): Promise<void> {
    const child = spawn(process.execPath, [BIN, ...MIGRATE, '--concurrency', '2'], {
      env: environment(dataDir, TO_S3),
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    const isThere = async () => (await readdir(dataDir)).includes('storage-migration.json');
    while (child.exitCode === null && !(await isThere())) await delay(10);
    child.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  }
});

async function filesOf(dataDir: string): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'objects'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
