import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesIn, SIGNING_KEY, temporaryFolder } from '../../testing/disk-store-for-tests.ts';
import { createDiskDriver } from './create-disk-driver.ts';

const isRoot = process.getuid?.() === 0;
const mayMount = process.platform === 'linux' && (isRoot || process.env.CI === 'true');
if (!mayMount)
  console.warn('SKIPPED: the tests of full and read-only disks mount a tmpfs and need root on Linux');

/** A disk of that size, unmounted with the test. */
async function smallDisk(size: string): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'likeness-test', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

const driverOn = (root: string) => createDiskDriver({ root, signingKey: SIGNING_KEY });

describe.runIf(mayMount)('a full disk', () => {
  it.each([
    ['buffer', () => randomBytes(3_000_000)],
    ['stream', () => Readable.from(Array.from({ length: 60 }, () => randomBytes(50_000)))],
  ])('refuses a %s as full, keeps the old object and leaves nothing', async (_, bodyOf) => {
    const root = await smallDisk('2m');
    const driver = driverOn(root);
    const old = randomBytes(500_000);
    await driver.put({ key: 'a/old.bin', body: old, metadata: { a: '1' } });
    const before = await filesIn(root);
    for (const key of ['a/old.bin', 'b/new.bin']) {
      const put = driver.put({ key, body: bodyOf(), metadata: { b: '2' } });
      await expect(put).rejects.toMatchObject({ code: 'full' });
    }
    expect(await filesIn(root)).toEqual(before);
    const { info, body } = await driver.get({ key: 'a/old.bin' });
    expect((await buffer(body)).equals(old)).toBe(true);
    expect(info.metadata).toEqual({ a: '1' });
    await driver.delete({ keys: ['a/old.bin'] });
    await driver.put({ key: 'b/new.bin', body: randomBytes(1_000_000) });
    await driver.check();
  });

  it('fails the check as full', async () => {
    const root = await smallDisk('64k');
    const driver = driverOn(root);
    await driver.check();
    await driver.put({ key: 'a', body: randomBytes(30_000) });
    await expect(driver.put({ key: 'b', body: randomBytes(64_000) })).rejects.toMatchObject({ code: 'full' });
    for (let at = 0; ; at++) {
      const put = await driver.put({ key: `c${at}`, body: randomBytes(4_096) }).catch(() => undefined);
      if (put === undefined) break;
    }
    await expect(driver.check()).rejects.toMatchObject({ code: 'full' });
  });
});

describe.runIf(mayMount)('a read-only disk', () => {
  it('is unavailable to writers and serves readers', async () => {
    const root = await smallDisk('2m');
    await driverOn(root).put({ key: 'a/b', body: Buffer.from('bytes') });
    execFileSync('mount', ['-o', 'remount,ro', root]);
    const driver = driverOn(root);
    const refusal = { code: 'unavailable' };
    await expect(driver.put({ key: 'c', body: Buffer.from('x') })).rejects.toMatchObject(refusal);
    await expect(driver.delete({ keys: ['a/b'] })).rejects.toMatchObject(refusal);
    await expect(driver.move({ from: 'a/b', to: 'c' })).rejects.toMatchObject(refusal);
    await expect(driver.check()).rejects.toMatchObject(refusal);
    expect(await buffer((await driver.get({ key: 'a/b' })).body)).toEqual(Buffer.from('bytes'));
    expect((await driver.list()).objects).toHaveLength(1);
  });
});

it.skipIf(isRoot)('a folder that may not be written is unavailable', async () => {
  const folder = await temporaryFolder();
  await chmod(folder, 0o500);
  const driver = driverOn(`${folder}/objects`);
  await expect(driver.check()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(driver.put({ key: 'a', body: Buffer.from('x') })).rejects.toMatchObject({
    code: 'unavailable',
  });
});

it('a root that is a file is unavailable', async () => {
  const driver = driverOn(process.execPath);
  await expect(driver.check()).rejects.toMatchObject({ code: 'unavailable' });
  await expect(driver.get({ key: 'a' })).rejects.toMatchObject({ code: 'unavailable' });
});
