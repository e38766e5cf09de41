import type { BigIntStats } from 'node:fs';
import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, describe as group, it } from 'vitest';
import { diskForTest } from '../../testing/disk-store-for-tests.ts';
import { diskStore } from './disk-store.ts';
import { describe, statObject } from './find.ts';
import { generationOf } from './generations.ts';

const key = 'a.jpg';
const body = Buffer.from('bytes');

/** A reader that has seen the file of an object with a sidecar, and not yet the sidecar. */
async function readerInBetween() {
  const { root, driver } = await diskForTest();
  await driver.put({ key, body, metadata: { version: '1' } });
  const store = await diskStore(root)();
  const stats = (await statObject(store, key)) as BigIntStats;
  return { root, driver, store, stats };
}

group('a reader between the file and its sidecar', () => {
  it('finds both when nothing happens', async () => {
    const { store, stats } = await readerInBetween();
    expect(await describe(store, key, stats)).toMatchObject({ info: { metadata: { version: '1' } } });
  });

  it.each([{ metadata: { version: '2' } }, {}])(
    'is sent back when the object is replaced: %j',
    async (more) => {
      const { store, stats, driver } = await readerInBetween();
      await driver.put({ key, body, ...more });
      expect(await describe(store, key, stats)).toBeUndefined();
    },
  );

  it('is sent back when the object is deleted', async () => {
    const { store, stats, driver } = await readerInBetween();
    await driver.delete({ keys: [key] });
    expect(await describe(store, key, stats)).toBeUndefined();
  });
});

it('a file from elsewhere needs no sidecar, whatever its time', async () => {
  const { root, driver } = await diskForTest();
  await driver.check();
  const path = join(root, 'foreign.png');
  await writeFile(path, body);
  await utimes(path, 1_700_000_000.0005, 1_700_000_000.0005);
  const stats = (await statObject(await diskStore(root)(), 'foreign.png')) as BigIntStats;
  expect(generationOf(stats).sidecar).toBeDefined();
  expect(await driver.info({ key: 'foreign.png' })).toMatchObject({ contentType: 'image/png', metadata: {} });
});
