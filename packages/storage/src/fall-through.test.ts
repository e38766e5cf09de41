import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StorageDriver } from './driver.ts';
import { storageDriverSuite } from './driver-suite.ts';
import { createDiskDriver } from './drivers/disk/create-disk-driver.ts';
import { verifySignedUrl } from './drivers/disk/signed-urls.ts';
import { type Exclusively, fallThroughDriver } from './fall-through.ts';
import { allKeys, expectCode, putAll, text } from './suite/driver-under-test.ts';
import { diskForTest, filesIn, SIGNING_KEY } from './testing/disk-store-for-tests.ts';

const stillAlone = async () => {};
const alone: Exclusively = (_keys, act) => act(stillAlone);

/** Puts into one store or the other, by turns: what the suite puts is found wherever it is. */
function scattered(to: StorageDriver, from: StorageDriver): StorageDriver {
  const driver = fallThroughDriver({ to, from, exclusively: alone });
  let turn = 0;
  return {
    ...driver,
    async put(object) {
      const elsewhere = turn++ % 2 === 1 && !object.ifAbsent;
      if (!elsewhere || (await to.exists(object).catch(() => true))) return await driver.put(object);
      return await from.put(object);
    },
  };
}

for (const [name, put] of [
  ['all in the new store', fallThroughDriver],
  ['in both by turns', ({ to, from }) => scattered(to, from)],
] satisfies [string, typeof fallThroughDriver][]) {
  storageDriverSuite({
    name: `falling through, ${name}`,
    async create() {
      const folder = await mkdtemp(join(tmpdir(), 'likeness-two-'));
      const [to, from] = ['to', 'from'].map((root) =>
        createDiskDriver({ root: join(folder, root), signingKey: SIGNING_KEY }),
      ) as [StorageDriver, StorageDriver];
      return {
        driver: put({ to, from, exclusively: alone }),
        leftovers: async () => [
          ...(await filesIn(join(folder, 'to/.tmp'))),
          ...(await filesIn(join(folder, 'from/.tmp'))),
        ],
        opens: async ({ url, method, at }) =>
          verifySignedUrl({ signingKey: SIGNING_KEY, url, method, now: at }).valid,
        dispose: () => rm(folder, { recursive: true, force: true }),
      };
    },
  });
}

describe('two stores as one', () => {
  const two = async () => {
    const [{ driver: to }, { driver: from }] = await Promise.all([diskForTest(), diskForTest()]);
    return { to, from, driver: fallThroughDriver({ to, from, exclusively: alone }) };
  };

  it('lists both in order, each key once, in pages of any size', async () => {
    const { to, from, driver } = await two();
    await putAll(from, ['a/1', 'a/3', 'b', 'c/1', 'd']);
    await putAll(to, ['a/2', 'a/3', 'c/0', 'e/1', 'e/2', 'e/3']);
    const all = ['a/1', 'a/2', 'a/3', 'b', 'c/0', 'c/1', 'd', 'e/1', 'e/2', 'e/3'];
    for (const limit of [1, 2, 3, 4, 100]) expect(await allKeys(driver, '', limit)).toEqual(all);
    expect(await allKeys(driver, 'e/', 1)).toEqual(['e/1', 'e/2', 'e/3']);
  });

  it('writes to the new store only, and what is new there goes before what is old', async () => {
    const { to, from, driver } = await two();
    await putAll(from, ['a']);
    expect(await text(driver, 'a')).toBe('a');
    await driver.put({ key: 'a', body: Buffer.from('new') });
    expect([await text(driver, 'a'), await text(to, 'a'), await text(from, 'a')]).toEqual([
      'new',
      'new',
      'a',
    ]);
  });

  it('deletes in both while it holds the key', async () => {
    const { to, from } = await two();
    await putAll(from, ['a', 'b']);
    await putAll(to, ['a']);
    const held: string[][] = [];
    const driver = fallThroughDriver({
      to,
      from,
      async exclusively(keys, act) {
        held.push([...keys]);
        expect(await from.exists({ key: 'a' })).toBe(true);
        const result = await act(stillAlone);
        expect(await to.exists({ key: 'a' })).toBe(false);
        return result;
      },
    });
    await driver.delete({ keys: ['a', 'b'] });
    expect(held).toEqual([['a', 'b']]);
    expect([await allKeys(from), await allKeys(to)]).toEqual([[], []]);
  });

  it('finds what is moved between its two looks', async () => {
    const { to, from } = await two();
    await putAll(from, ['a']);
    const moving: StorageDriver = {
      ...from,
      async get(request) {
        await putAll(to, ['a']);
        await from.delete({ keys: ['a'] });
        return await from.get(request);
      },
    };
    const driver = fallThroughDriver({ to, from: moving, exclusively: alone });
    expect(await text(driver, 'a')).toBe('a');
    await expectCode(driver.get({ key: 'none' }), 'not_found');
  });
});
