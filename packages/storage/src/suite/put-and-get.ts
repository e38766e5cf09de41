import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { expectCode, read, type SuitePart, text } from './driver-under-test.ts';

const MB = 1_048_576;

export const putAndGet: SuitePart = (current) => {
  describe('put and get', () => {
    it('keeps a buffer', async () => {
      const { driver } = current();
      const put = await driver.put({ key: 'a/b/hello.txt', body: Buffer.from('hello') });
      expect(put).toEqual({
        key: 'a/b/hello.txt',
        size: 5,
        contentType: 'text/plain; charset=utf-8',
        metadata: {},
      });
      expect(await text(driver, 'a/b/hello.txt')).toBe('hello');
      expect(await driver.info({ key: 'a/b/hello.txt' })).toEqual({ ...put, modifiedAt: expect.any(Date) });
    });

    it('keeps the view of a larger buffer, not the buffer', async () => {
      const { driver } = current();
      await driver.put({ key: 'view.txt', body: new Uint8Array(Buffer.from('0123456789')).subarray(3, 6) });
      expect(await text(driver, 'view.txt')).toBe('345');
    });

    it('keeps a stream of chunks of any size', async () => {
      const { driver } = current();
      const chunks = [1, 65_536, 3, 200_000, 17].map((size) => randomBytes(size));
      const put = await driver.put({ key: 'stream.bin', body: Readable.from(chunks) });
      const whole = Buffer.concat(chunks);
      expect(put.size).toBe(whole.length);
      expect((await read(driver, 'stream.bin')).equals(whole)).toBe(true);
    });

    it.each([
      ['buffer', (bytes: Buffer) => bytes],
      ['stream', (bytes: Buffer) => Readable.from(bytes.length > 0 ? [bytes] : [])],
    ])('keeps nothing and 8 MB of a %s', async (_, bodyOf) => {
      const { driver } = current();
      expect(await driver.put({ key: 'empty.bin', body: bodyOf(Buffer.alloc(0)) })).toMatchObject({
        size: 0,
      });
      expect(await read(driver, 'empty.bin')).toHaveLength(0);
      expect(await driver.exists({ key: 'empty.bin' })).toBe(true);
      const bytes = randomBytes(8 * MB);
      expect(await driver.put({ key: 'large.bin', body: bodyOf(bytes) })).toMatchObject({ size: 8 * MB });
      expect(sha256(await read(driver, 'large.bin'))).toBe(sha256(bytes));
    });

    it('replaces an object', async () => {
      const { driver } = current();
      await driver.put({ key: 'a.txt', body: Buffer.from('the first, which is longer') });
      await driver.put({ key: 'a.txt', body: Buffer.from('second') });
      expect(await text(driver, 'a.txt')).toBe('second');
      expect(await driver.info({ key: 'a.txt' })).toMatchObject({ size: 6 });
    });

    it('goes on reading the object that was opened when it is replaced or deleted', async () => {
      const { driver } = current();
      const first = randomBytes(MB);
      await driver.put({ key: 'a.bin', body: first });
      const replaced = await driver.get({ key: 'a.bin' });
      const second = randomBytes(MB);
      await driver.put({ key: 'a.bin', body: second });
      const deleted = await driver.get({ key: 'a.bin' });
      await driver.delete({ keys: ['a.bin'] });
      expect(sha256(await buffer(replaced.body))).toBe(sha256(first));
      expect(sha256(await buffer(deleted.body))).toBe(sha256(second));
    });

    it('answers not_found, and exists false, for what is not there', async () => {
      const { driver } = current();
      await driver.put({ key: 'folder/a.txt', body: Buffer.from('a') });
      for (const key of ['none', 'folder', 'folder/none', 'folder/a.txt/below', 'none/none/none']) {
        await expectCode(driver.get({ key }), 'not_found');
        await expectCode(driver.info({ key }), 'not_found');
        expect(await driver.exists({ key })).toBe(false);
      }
    });

    it('answers the check', async () => {
      const { driver, leftovers } = current();
      await expect(driver.check()).resolves.toBeUndefined();
      await expectCode(driver.check({ signal: AbortSignal.abort() }), 'aborted');
      expect(await leftovers()).toEqual([]);
      expect((await driver.list()).objects).toEqual([]);
    });
  });

  describe('ranges', () => {
    it.each([
      ['the first byte', { start: 0, end: 0 }, '0', { start: 0, end: 0 }],
      ['the last byte', { start: 9, end: 9 }, '9', { start: 9, end: 9 }],
      ['the middle', { start: 3, end: 5 }, '345', { start: 3, end: 5 }],
      ['from a byte on', { start: 7 }, '789', { start: 7, end: 9 }],
      ['everything', { start: 0 }, '0123456789', { start: 0, end: 9 }],
      ['clipped to the end', { start: 8, end: 1_000_000 }, '89', { start: 8, end: 9 }],
    ])('gives %s', async (_, range, expected, clipped) => {
      const { driver } = current();
      await driver.put({ key: 'digits.txt', body: Buffer.from('0123456789') });
      const object = await driver.get({ key: 'digits.txt', range });
      expect(object.range).toEqual(clipped);
      expect(object.info.size).toBe(10);
      expect(Buffer.concat(await object.body.toArray()).toString()).toBe(expected);
    });

    it.each([{ start: 10 }, { start: 10, end: 12 }, { start: 5, end: 4 }, { start: -1 }, { start: 1.5 }])(
      'refuses %j of ten bytes',
      async (range) => {
        const { driver } = current();
        await driver.put({ key: 'digits.txt', body: Buffer.from('0123456789') });
        await expectCode(driver.get({ key: 'digits.txt', range }), 'invalid_range');
        expect(await text(driver, 'digits.txt')).toBe('0123456789');
      },
    );

    it('has no byte of an empty object to give, and gives slices of a large one', async () => {
      const { driver } = current();
      await driver.put({ key: 'empty.bin', body: Buffer.alloc(0) });
      await expectCode(driver.get({ key: 'empty.bin', range: { start: 0 } }), 'invalid_range');
      const bytes = randomBytes(2 * MB);
      await driver.put({ key: 'large.bin', body: bytes });
      const range = { start: 700_001, end: 1_900_000 };
      const slice = await read(driver, 'large.bin', range);
      expect(slice.equals(bytes.subarray(range.start, range.end + 1))).toBe(true);
    });
  });
};

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
