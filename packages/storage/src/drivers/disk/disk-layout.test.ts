import { execFile } from 'node:child_process';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { diskForTest, filesIn, SIGNING_KEY } from '../../testing/disk-store-for-tests.ts';
import { createDiskDriver } from './create-disk-driver.ts';

const body = Buffer.from('bytes');

describe('files of the disk driver', () => {
  it('are one for an object that its key describes, two for another', async () => {
    const { root, driver } = await diskForTest();
    await driver.put({ key: 'a/plain.jpg', body });
    expect(await filesIn(root)).toEqual(['a/plain.jpg']);
    await driver.put({ key: 'a/told.jpg', body, metadata: { a: '1' } });
    expect(await filesIn(join(root, '.meta'))).toEqual([
      expect.stringMatching(/^a\/told\.jpg\/\.\d+-5\.json$/),
    ]);
  });

  it('leave no sidecar behind when the object is replaced, moved or deleted', async () => {
    const { root, driver } = await diskForTest();
    for (const at of [1, 2, 3]) await driver.put({ key: 'a.jpg', body, metadata: { at: `${at}` } });
    expect(await filesIn(join(root, '.meta'))).toHaveLength(1);
    await driver.move({ from: 'a.jpg', to: 'b.jpg' });
    expect(await filesIn(join(root, '.meta'))).toEqual([expect.stringMatching(/^b\.jpg\//)]);
    await driver.put({ key: 'b.jpg', body });
    expect(await readdir(root)).toEqual(expect.not.arrayContaining(['.meta']));
    await driver.put({ key: 'b.jpg', body, contentType: 'text/x-a' });
    await driver.delete({ keys: ['b.jpg'] });
    expect(await readdir(root)).toEqual(['.tmp']);
  });

  it('lose no folder that is not empty, and not the root', async () => {
    const { root, driver } = await diskForTest();
    await driver.put({ key: 'a/b/c/d', body });
    await driver.put({ key: 'a/kept', body });
    await driver.delete({ keys: ['a/b/c/d'] });
    expect(await readdir(join(root, 'a'))).toEqual(['kept']);
    await driver.delete({ keys: ['a/kept'] });
    expect(await readdir(root)).toEqual(['.tmp']);
  });

  it('keep type and metadata in a copy of the folder', async () => {
    const { root, driver } = await diskForTest();
    await driver.put({ key: 'a/b.jpg', body, metadata: { a: 'Zoë' }, contentType: 'text/x-a' });
    const before = await driver.info({ key: 'a/b.jpg' });
    const copy = join(dirname(root), 'copy');
    await promisify(execFile)('cp', ['-a', root, copy]);
    const copied = createDiskDriver({ root: copy, signingKey: SIGNING_KEY });
    expect(await copied.info({ key: 'a/b.jpg' })).toEqual(before);
  });

  it('may be put there by others, and read', async () => {
    const { root, driver } = await diskForTest();
    await driver.check();
    await mkdir(join(root, 'a'));
    await writeFile(join(root, 'a/foreign.png'), body);
    await writeFile(join(root, 'a/.DS_Store'), body);
    await writeFile(join(root, 'a/not a key'), body);
    await symlink('foreign.png', join(root, 'a/link.png'));
    expect((await driver.list()).objects.map((object) => object.key)).toEqual(['a/foreign.png']);
    expect(await driver.info({ key: 'a/foreign.png' })).toMatchObject({
      contentType: 'image/png',
      metadata: {},
    });
  });
});

describe('a key that is the folder of another', () => {
  it('is refused, whichever comes second, and the first stays', async () => {
    const { root, driver } = await diskForTest();
    await driver.put({ key: 'a/b', body });
    const refusal = { code: 'invalid_key' };
    await expect(driver.put({ key: 'a', body })).rejects.toMatchObject(refusal);
    await expect(driver.put({ key: 'a/b/c', body })).rejects.toMatchObject(refusal);
    await expect(driver.put({ key: 'a/b/c', body, metadata: { a: '1' } })).rejects.toMatchObject(refusal);
    expect((await driver.list()).objects).toHaveLength(1);
    expect(await filesIn(root)).toEqual(['a/b']);
  });

  it('is taken when the folder is an empty one that a crash left', async () => {
    const { root, driver } = await diskForTest();
    await driver.check();
    await mkdir(join(root, 'a'));
    await driver.put({ key: 'a', body });
    expect(await driver.exists({ key: 'a' })).toBe(true);
  });
});

describe('a store that is gone', () => {
  it('is unavailable, not empty', async () => {
    const { root, driver } = await diskForTest();
    await driver.put({ key: 'a', body });
    await rm(root, { recursive: true });
    await mkdir(root);
    const calls = [
      () => driver.get({ key: 'a' }),
      () => driver.info({ key: 'a' }),
      () => driver.exists({ key: 'a' }),
      () => driver.list(),
      () => driver.delete({ keys: ['a'] }),
      () => driver.put({ key: 'a', body }),
      () => driver.copy({ from: 'a', to: 'b' }),
      () => driver.move({ from: 'a', to: 'b' }),
      () => driver.check(),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
  });
});

it('a signing key that can be guessed is refused', () => {
  expect(() => createDiskDriver({ root: 'x', signingKey: 'short' })).toThrow(
    'signingKey has at least 32 bytes',
  );
});
