import { describe, expect, it } from 'vitest';
import { expectCode, type SuitePart } from './driver-under-test.ts';

const body = Buffer.from('bytes');
const unicode = { 'original-name': 'Zoë – 写真 👩‍🚀 "a"\r\n\\é', empty: '', direction: '\u202egnp.exe' };

export const typesAndMetadata: SuitePart = (current) => {
  describe('content type and metadata', () => {
    it('tells the type from the extension, and keeps a given one', async () => {
      const { driver } = current();
      await driver.put({ key: 'a.webp', body });
      await driver.put({ key: 'b.webp', body, contentType: 'image/x-other' });
      await driver.put({ key: 'c', body });
      expect(await driver.info({ key: 'a.webp' })).toMatchObject({ contentType: 'image/webp' });
      expect(await driver.info({ key: 'b.webp' })).toMatchObject({ contentType: 'image/x-other' });
      expect(await driver.info({ key: 'c' })).toMatchObject({ contentType: 'application/octet-stream' });
    });

    it('keeps metadata of any text, for info and for get', async () => {
      const { driver } = current();
      const put = await driver.put({ key: 'a.jpg', body, metadata: unicode });
      expect(put.metadata).toEqual(unicode);
      const info = await driver.info({ key: 'a.jpg' });
      expect(info).toMatchObject(put);
      const object = await driver.get({ key: 'a.jpg' });
      object.body.destroy();
      expect(object.info).toEqual(info);
    });

    it('replaces type and metadata with the object, from any state to any other', async () => {
      const { driver } = current();
      const states = [
        {},
        { metadata: { a: '1' } },
        { contentType: 'text/x-a' },
        { metadata: { b: '2' }, contentType: 'text/x-b' },
      ];
      for (const before of states) {
        for (const after of states) {
          await driver.put({ key: 'a.jpg', body, ...before });
          await driver.put({ key: 'a.jpg', body, ...after });
          expect(await driver.info({ key: 'a.jpg' })).toMatchObject({
            contentType: 'image/jpeg',
            metadata: {},
            ...after,
          });
        }
      }
    });

    it('forgets metadata with a deleted object', async () => {
      const { driver } = current();
      await driver.put({ key: 'a.jpg', body, metadata: { a: '1' }, contentType: 'text/x-a' });
      await driver.delete({ keys: ['a.jpg'] });
      await driver.put({ key: 'a.jpg', body });
      expect(await driver.info({ key: 'a.jpg' })).toMatchObject({ contentType: 'image/jpeg', metadata: {} });
    });

    it('refuses what cannot be kept everywhere, and keeps the old object', async () => {
      const { driver, leftovers } = current();
      await driver.put({ key: 'a.jpg', body });
      const other = Buffer.from('other');
      for (const metadata of [{ Upper: 'x' }, { 'a b': 'x' }, { a: '\ud800' }, { a: 'x'.repeat(2_000) }]) {
        await expectCode(driver.put({ key: 'a.jpg', body: other, metadata }), 'invalid_metadata');
      }
      for (const contentType of ['', 'image', 'image/png\r\nx: y']) {
        await expectCode(driver.put({ key: 'a.jpg', body: other, contentType }), 'invalid_metadata');
      }
      expect(await driver.info({ key: 'a.jpg' })).toMatchObject({ size: body.length, metadata: {} });
      expect(await leftovers()).toEqual([]);
    });
  });
};
