import { describe, expect, it } from 'vitest';
import { allKeys, expectCode, putAll, type SuitePart } from './driver-under-test.ts';

/** In the order of bytes: `-` and `.` come before `/`, `/` before digits, capitals before small letters. */
const KEYS = ['A', 'B/z', 'a-b', 'a-b-c/1', 'a.b', 'a/1', 'a/10', 'a/2', 'a/b-c', 'a/b/c', 'a/b/d/e', 'a/b0'];
const MORE = ['a0', 'b/1', 'b_c', 'z/z/z/z'];
const ALL = [...KEYS, ...MORE];

export const listing: SuitePart = (current) => {
  describe('list', () => {
    it('gives keys in order with size and time', async () => {
      const { driver } = current();
      await putAll(driver, ALL.toReversed());
      const { objects, cursor } = await driver.list();
      expect(objects.map((object) => object.key)).toEqual(ALL);
      expect(cursor).toBeUndefined();
      const { size, modifiedAt } = await driver.info({ key: 'a/b/c' });
      expect(objects).toContainEqual({ key: 'a/b/c', size, modifiedAt });
    });

    it.each([1, 2, 3, 5, 15, 16, 17])('gives every key once in pages of %i', async (limit) => {
      const { driver } = current();
      await putAll(driver, ALL);
      expect(await allKeys(driver, '', limit)).toEqual(ALL);
    });

    it.each([
      'a',
      'a/',
      'a/b',
      'a/b/',
      'a-',
      'a-b',
      'b',
      'z/z/z',
      'A',
      'B/',
      'none',
      'a/none',
      'none/none/',
      'a0',
    ])('gives the keys that begin with %j', async (prefix) => {
      const { driver } = current();
      await putAll(driver, ALL);
      const expected = ALL.filter((key) => key.startsWith(prefix));
      expect(await allKeys(driver, prefix)).toEqual(expected);
      expect(await allKeys(driver, prefix, 1)).toEqual(expected);
    });

    it('has no empty page after the last object, and no object in an empty store', async () => {
      const { driver } = current();
      expect(await driver.list()).toEqual({ objects: [] });
      await putAll(driver, ['a', 'b']);
      const page = await driver.list({ limit: 2 });
      expect(page.objects).toHaveLength(2);
      expect(page.cursor).toBeUndefined();
    });

    it('keeps its place while objects come and go', async () => {
      const { driver } = current();
      await putAll(driver, ['a/1', 'a/2', 'b/1', 'b/2', 'c/1']);
      const { objects, cursor } = await driver.list({ limit: 2 });
      expect(objects.map((object) => object.key)).toEqual(['a/1', 'a/2']);
      await driver.delete({ keys: ['a/1', 'a/2', 'b/1'] });
      await putAll(driver, ['a/0', 'a/3', 'c/0']);
      const next = await driver.list({ cursor: cursor ?? '' });
      expect(next.objects.map((object) => object.key)).toEqual(['a/3', 'b/2', 'c/0', 'c/1']);
    });

    it('pages through 2,500 objects', async () => {
      const { driver } = current();
      const keys = Array.from({ length: 2_500 }, (_, at) => `n/${at % 3}/${String(at).padStart(5, '0')}`);
      await putAll(driver, keys);
      expect(await allKeys(driver)).toEqual(keys.toSorted());
    });

    it('refuses limits and prefixes that cannot be', async () => {
      const { driver } = current();
      for (const limit of [0, 1_001, 1.5]) await expect(driver.list({ limit })).rejects.toThrow(RangeError);
      for (const prefix of ['/', '../', 'a/../', 'a//', '.'])
        await expectCode(driver.list({ prefix }), 'invalid_key');
    });
  });
};
