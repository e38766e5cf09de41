import { execFile } from 'node:child_process';
import { mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { diskForTest, filesIn, SIGNING_KEY, temporaryFolder } from '../../testing/disk-store-for-tests.ts';
import { createDiskDriver } from './create-disk-driver.ts';

const body = Buffer.from('ours');

/** A store with links to a folder outside that holds one file. */
async function storeWithLinks() {
  const { root, driver } = await diskForTest();
  const outside = await temporaryFolder();
  await writeFile(join(outside, 'secret.txt'), 'theirs');
  await driver.put({ key: 'a/kept.txt', body });
  await symlink(outside, join(root, 'linked'));
  await symlink(join(outside, 'secret.txt'), join(root, 'a/secret.txt'));
  await symlink(join(outside, 'made.txt'), join(root, 'a/dangling.txt'));
  return { root, driver, outside };
}

const LINKED = ['linked/secret.txt', 'a/secret.txt', 'a/dangling.txt'];

describe('symbolic links inside the root', () => {
  it('are no objects to any reader', async () => {
    const { driver } = await storeWithLinks();
    for (const key of LINKED) {
      await expect(driver.get({ key })).rejects.toMatchObject({ code: 'not_found' });
      await expect(driver.info({ key })).rejects.toMatchObject({ code: 'not_found' });
      await expect(driver.copy({ from: key, to: 'stolen' })).rejects.toMatchObject({ code: 'not_found' });
      await expect(driver.move({ from: key, to: 'stolen' })).rejects.toMatchObject({ code: 'not_found' });
      expect(await driver.exists({ key })).toBe(false);
    }
    for (const prefix of ['', 'linked/', 'linked', 'linked/s']) {
      const { objects } = await driver.list({ prefix });
      expect(objects.filter((object) => object.key !== 'a/kept.txt')).toEqual([]);
    }
  });

  it('lead no put out of the root', async () => {
    const { driver, outside } = await storeWithLinks();
    for (const key of ['linked/new.txt', 'linked/deep/new.txt', 'linked/secret.txt']) {
      for (const more of [{}, { metadata: { a: '1' } }]) {
        await expect(driver.put({ key, body, ...more })).rejects.toMatchObject({ code: 'invalid_key' });
      }
    }
    await driver.put({ key: 'a/secret.txt', body });
    await driver.put({ key: 'a/dangling.txt', body });
    expect((await driver.info({ key: 'a/secret.txt' })).size).toBe(4);
    await expect(driver.move({ from: 'a/secret.txt', to: 'linked/moved' })).rejects.toMatchObject({
      code: 'invalid_key',
    });
    expect(await filesIn(outside)).toEqual(['secret.txt']);
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('theirs');
  });

  it('lead no delete out of the root', async () => {
    const { root, driver, outside } = await storeWithLinks();
    await driver.delete({ keys: LINKED });
    expect(await filesIn(outside)).toEqual(['secret.txt']);
    expect(await readlink(join(root, 'linked'))).toBe(outside);
  });

  it('lead no sidecar out of the root', async () => {
    const { root, driver, outside } = await storeWithLinks();
    await mkdir(join(root, '.meta'));
    await symlink(outside, join(root, '.meta/b'));
    const put = driver.put({ key: 'b/c.txt', body, metadata: { a: '1' } });
    await expect(put).rejects.toMatchObject({ code: 'invalid_key' });
    expect(await filesIn(outside)).toEqual(['secret.txt']);
    expect(await filesIn(join(root, '.tmp'))).toEqual([]);
  });

  it('may be the root itself', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'real'));
    await symlink('real', join(folder, 'link'));
    const driver = createDiskDriver({ root: join(folder, 'link'), signingKey: SIGNING_KEY });
    await driver.put({ key: 'a/b', body });
    expect(await filesIn(join(folder, 'real'))).toEqual(['a/b']);
    expect((await driver.list()).objects).toHaveLength(1);
  });
});

it('a pipe in the folder is no object and hangs nobody', async () => {
  const { root, driver } = await diskForTest();
  await driver.check();
  await promisify(execFile)('mkfifo', [join(root, 'pipe')]);
  await expect(driver.get({ key: 'pipe' })).rejects.toMatchObject({ code: 'not_found' });
  expect((await driver.list()).objects).toEqual([]);
});
