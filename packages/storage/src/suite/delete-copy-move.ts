import { describe, expect, it } from 'vitest';
import { allKeys, expectCode, putAll, type SuitePart, text } from './driver-under-test.ts';

export const deleteCopyMove: SuitePart = (current) => {
  describe('delete', () => {
    it('removes one, several and none, again and again', async () => {
      const { driver } = current();
      await putAll(driver, ['a/1', 'a/2', 'b/1', 'c']);
      await driver.delete({ keys: ['a/1'] });
      expect(await allKeys(driver)).toEqual(['a/2', 'b/1', 'c']);
      await driver.delete({ keys: ['a/1', 'a/2', 'a/2', 'none', 'none/none', 'c/below'] });
      expect(await allKeys(driver)).toEqual(['b/1', 'c']);
      await driver.delete({ keys: [] });
      await driver.delete({ keys: ['b'] });
      expect(await allKeys(driver)).toEqual(['b/1', 'c']);
      expect(await driver.exists({ key: 'a/2' })).toBe(false);
    });

    it('removes 1,200 objects of many folders in one call', async () => {
      const { driver } = current();
      const keys = Array.from({ length: 1_200 }, (_, at) => `many/${at % 37}/${at}.bin`);
      await putAll(driver, [...keys, 'many/5/stays.bin']);
      await driver.delete({ keys });
      expect(await allKeys(driver)).toEqual(['many/5/stays.bin']);
    });

    it('never takes a folder from under a put', async () => {
      const { driver } = current();
      const rounds = Array.from({ length: 60 }, (_, at) => at);
      await Promise.all([
        (async () => {
          for (const at of rounds) await driver.put({ key: `x/y/z/kept-${at}`, body: Buffer.from('kept') });
        })(),
        (async () => {
          for (const at of rounds) {
            const keys = [`x/y/z/gone-${at}`, `x/y/z/kept-${Math.max(0, at - 5)}`];
            await driver.put({ key: `x/y/z/gone-${at}`, body: Buffer.from('gone') });
            await driver.delete({ keys });
          }
        })(),
      ]);
      const keys = await allKeys(driver);
      expect(keys).toEqual(expect.arrayContaining([55, 56, 57, 58, 59].map((at) => `x/y/z/kept-${at}`)));
      expect(keys.filter((key) => key.includes('gone'))).toEqual([]);
    });
  });

  describe('copy and move', () => {
    const metadata = { owner: 'Zoë' };

    it.each([
      ['plain', {}],
      ['with metadata and type', { metadata, contentType: 'text/x-a' }],
    ])('copies and moves an object %s', async (_, more) => {
      const { driver } = current();
      const { key: _key, ...put } = await driver.put({
        key: 'a/from.jpg',
        body: Buffer.from('bytes'),
        ...more,
      });
      await driver.copy({ from: 'a/from.jpg', to: 'b/copy.jpg' });
      await driver.copy({ from: 'a/from.jpg', to: 'b/copy.other' });
      await driver.move({ from: 'a/from.jpg', to: 'c/d/moved.jpg' });
      await driver.move({ from: 'b/copy.other', to: 'c/moved.bin' });
      expect(await allKeys(driver)).toEqual(['b/copy.jpg', 'c/d/moved.jpg', 'c/moved.bin']);
      for (const key of await allKeys(driver)) {
        expect(await text(driver, key)).toBe('bytes');
        expect(await driver.info({ key })).toMatchObject({ ...put, key });
      }
      await expectCode(driver.info({ key: 'a/from.jpg' }), 'not_found');
    });

    it('replaces what was under the new key, with its type and metadata', async () => {
      const { driver } = current();
      for (const method of ['copy', 'move'] as const) {
        await driver.put({ key: 'to.jpg', body: Buffer.from('old'), metadata, contentType: 'text/x-a' });
        await driver.put({ key: 'from.jpg', body: Buffer.from('new') });
        await driver[method]({ from: 'from.jpg', to: 'to.jpg' });
        expect(await text(driver, 'to.jpg')).toBe('new');
        expect(await driver.info({ key: 'to.jpg' })).toMatchObject({
          contentType: 'image/jpeg',
          metadata: {},
        });
      }
    });

    it('leaves an object that is copied or moved onto itself', async () => {
      const { driver } = current();
      await driver.put({ key: 'a.jpg', body: Buffer.from('bytes'), metadata });
      await driver.copy({ from: 'a.jpg', to: 'a.jpg' });
      await driver.move({ from: 'a.jpg', to: 'a.jpg' });
      expect(await text(driver, 'a.jpg')).toBe('bytes');
      expect(await driver.info({ key: 'a.jpg' })).toMatchObject({ metadata });
    });

    it('answers not_found when there is nothing, and leaves the target', async () => {
      const { driver } = current();
      await driver.put({ key: 'to', body: Buffer.from('bytes') });
      for (const to of ['to', 'none']) {
        await expectCode(driver.copy({ from: 'none', to }), 'not_found');
        await expectCode(driver.move({ from: 'none', to }), 'not_found');
      }
      expect(await text(driver, 'to')).toBe('bytes');
      expect(await allKeys(driver)).toEqual(['to']);
    });
  });
};
