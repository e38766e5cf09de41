import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
let dataDir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-commands-'));
  dataDir = join(folder, 'data');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `likeness` in a process of its own, on an embedded database that nobody else has. */
async function likeness(args: string[], { input = '', data = dataDir } = {}) {
  const main = fileURLToPath(new URL('../main.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', main, ...args], {
    env: { PATH: process.env.PATH, LIKENESS_DATA_DIR: data },
  });
  child.stdin.end(input);
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { out, err, code: code as number };
}

test('the operator looks, migrates, changes, backs up and restores without a server', async () => {
  const wrongFolder = await likeness(['sql', '-c', 'SELECT 1']);
  expect(wrongFolder).toMatchObject({
    code: 78,
    err: expect.stringContaining('LIKENESS_DATA_DIR: there is no'),
  });

  const plan = await likeness(['migrate', '--dry-run']);
  expect(plan).toMatchObject({ code: 0, err: 'Nothing was changed.\n' });
  expect(plan.out).toContain('CREATE TABLE "portrait"."blobs"');
  expect(existsSync(dataDir)).toBe(false);

  expect((await likeness(['migrate'])).out).toContain('0000_portraits: applied\n');
  expect(await likeness(['migrate', '--dry-run'])).toMatchObject({ out: '', err: 'Nothing to do.\n' });

  const input = `INSERT INTO users (id, avatar_url)
    VALUES ('a;b', 'https://old.example/ab.jpg');\n\\dt\nSELECT nonsense;\nSELECT migrate_existing_avatars() AS waiting`;
  const piped = await likeness(['sql'], { input });
  expect(piped.out).toMatch(/^INSERT 1\n[\s\S]*portrait \| blobs [\s\S]*waiting\n-+\n +1\n\(1 row\)\n$/);
  expect(piped).toMatchObject({
    code: 1,
    err: 'ERROR: column "nonsense" does not exist\nLINE 1: SELECT nonsense;\n               ^\n',
  });
  const rows = await likeness(['sql', '--json', '-c', 'SELECT id, avatar_id FROM users']);
  expect(JSON.parse(rows.out)).toEqual([{ id: 'a;b', avatar_id: null }]);

  const backup = join(folder, 'backup');
  const made = await likeness(['backup', '--to', backup]);
  expect(made.out).toBe(`Backed up 2 rows and 0 objects (0 bytes) to ${backup}\n`);
  expect(await likeness(['backup', '--to', backup])).toMatchObject({
    code: 1,
    err: expect.stringContaining('is not empty'),
  });

  const data = join(folder, 'other');
  expect(await likeness(['restore', '--from', join(folder, 'nowhere')], { data })).toMatchObject({
    code: 1,
    out: '',
  });
  expect(existsSync(data)).toBe(false);
  expect((await likeness(['restore', '--from', backup], { data })).out).toMatch(
    /^Restored 2 rows and 0 objects/,
  );
  const csv = await likeness(['sql', '--csv', '-c', 'SELECT id, avatar_url FROM users'], { data });
  expect(csv.out).toBe('id,avatar_url\r\na;b,https://old.example/ab.jpg\r\n');

  await appendFile(join(backup, 'tables', 'shared.users.copy'), '!');
  const refused = await likeness(['restore', '--from', backup, '--force'], { data });
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining('tables/shared.users.copy is damaged'),
  });
  expect(existsSync(join(data, 'database', 'postmaster.pid'))).toBe(false);
});
