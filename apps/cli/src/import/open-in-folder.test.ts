import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openInFolder } from './open-in-folder.ts';
import { openSource } from './open-source.ts';

let base: string;
let folder: string;

beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'likeness-import-'));
  folder = join(base, 'pictures');
  await mkdir(join(folder, 'deep'), { recursive: true });
  await mkdir(join(base, 'pictures-of-others'));
  await writeFile(join(base, 'secret'), 'secret');
  await writeFile(join(base, 'pictures-of-others', 'a'), 'secret');
  await writeFile(join(folder, 'deep', 'a'), 'picture');
  await symlink(join(base, 'secret'), join(folder, 'link'));
  await symlink(base, join(folder, 'folder-link'));
  await symlink('deep/a', join(folder, 'inside-link'));
});
afterAll(() => rm(base, { recursive: true, force: true }));

test.each(['deep/a', './deep/../deep/a', 'inside-link'])('%s lies in the folder', async (path) => {
  expect(await text(await openInFolder(folder, path))).toBe('picture');
});

test('so does the absolute path', async () => {
  expect(await text(await openInFolder(folder, join(folder, 'deep', 'a')))).toBe('picture');
});

test.each([
  '../secret',
  'deep/../../secret',
  'link',
  'folder-link/secret',
  'folder-link/pictures-of-others/a',
  '../pictures-of-others/a',
  '/etc/passwd',
  '.',
])('%s leads out of it', async (path) => {
  await expect(openInFolder(folder, path)).rejects.toMatchObject({ code: 'outside_folder' });
});

test('a folder is no file, and a name with a NUL none either', async () => {
  await expect(openInFolder(folder, 'deep')).rejects.toMatchObject({ code: 'no_file' });
  await expect(openInFolder(folder, 'deep/b')).rejects.toMatchObject({ code: 'no_such_file' });
  await expect(openInFolder(folder, 'a\0b')).rejects.toMatchObject({ code: 'no_such_file' });
});

test('a path needs a folder, and a file address is no path', async () => {
  const options = { allowPrivate: true, maxSize: 1, signal: AbortSignal.timeout(10_000) };
  await expect(openSource('deep/a', options)).rejects.toMatchObject({ code: 'no_folder' });
  await expect(openSource(`file://${folder}/deep/a`, { ...options, folder })).rejects.toMatchObject({
    code: 'unsupported_address',
  });
});
