import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { diskForTest, filesIn } from '../../testing/disk-store-for-tests.ts';

const hour = 3_600_000;
const ago = (hours: number) => new Date(Date.now() - hours * hour);

async function fileOf(path: string, age: number): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, 'left');
  await utimes(path, ago(age), ago(age));
}

it('removes unfinished files of that age, and nothing younger', async () => {
  const { root, driver } = await diskForTest();
  await driver.put({ key: 'a/object.jpg', body: Buffer.from('bytes') });
  await fileOf(join(root, '.tmp/old'), 25);
  await fileOf(join(root, '.tmp/young'), 23);
  await fileOf(join(root, 'a/object-of-old.jpg'), 1_000);
  expect(await driver.removeLeftovers({ olderThan: ago(24) })).toBe(1);
  expect(await filesIn(root)).toEqual(['.tmp/young', 'a/object-of-old.jpg', 'a/object.jpg']);
});

it('removes the sidecars that no object names, and keeps those of objects', async () => {
  const { root, driver } = await diskForTest();
  await driver.put({ key: 'a/b.jpg', body: Buffer.from('bytes'), metadata: { a: '1' } });
  const own = (await filesIn(join(root, '.meta')))[0] ?? '';
  await utimes(join(root, '.meta', own), ago(99), ago(99));
  await fileOf(join(root, '.meta/a/b.jpg/.1-1.json'), 99);
  await fileOf(join(root, '.meta/c/d/gone.jpg/.1-1.json'), 99);
  await fileOf(join(root, '.meta/c/coming.jpg/.1-1.json'), 1);
  expect(await driver.removeLeftovers({ olderThan: ago(24) })).toBe(2);
  expect(await filesIn(join(root, '.meta'))).toEqual([own, 'c/coming.jpg/.1-1.json']);
  expect(await driver.info({ key: 'a/b.jpg' })).toMatchObject({ metadata: { a: '1' } });
});

it('has nothing to do in a new store', async () => {
  const { driver } = await diskForTest();
  expect(await driver.removeLeftovers({ olderThan: new Date() })).toBe(0);
});
