import { createHash, randomBytes } from 'node:crypto';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { expectCode, read, type SuitePart } from './driver-under-test.ts';

const MB = 1_048_576;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

function* inChunks(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(Math.random() * 300_000);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

export const largeObjects: SuitePart = (current) => {
  describe('objects of several parts', () => {
    it.each([5 * MB - 1, 5 * MB, 5 * MB + 1, 10 * MB, 12 * MB + 345])('keeps %i bytes', async (size) => {
      const { driver, leftovers } = current();
      const bytes = randomBytes(size);
      const progress: number[] = [];
      const more = { contentType: 'text/x-a', metadata: { name: 'Zoë' } };
      const onProgress = (done: number) => progress.push(done);
      const put = await driver.put({
        key: 'a.bin',
        body: Readable.from(inChunks(bytes)),
        onProgress,
        ...more,
      });
      expect(put).toEqual({ key: 'a.bin', size, ...more });
      expect(progress.at(-1)).toBe(size);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(sha256(await read(driver, 'a.bin'))).toBe(sha256(bytes));
      expect(await driver.info({ key: 'a.bin' })).toMatchObject(put);
      await driver.put({ key: 'b.bin', body: bytes });
      expect(sha256(await read(driver, 'b.bin'))).toBe(sha256(bytes));
      expect(await leftovers()).toEqual([]);
    });

    it('gives ranges across the parts', async () => {
      const { driver } = current();
      const bytes = randomBytes(11 * MB);
      await driver.put({ key: 'a.bin', body: bytes });
      for (const start of [0, 5 * MB - 1, 5 * MB, 10 * MB - 2]) {
        const range = { start, end: start + 100_000 };
        const slice = await read(driver, 'a.bin', range);
        expect(sha256(slice)).toBe(sha256(bytes.subarray(range.start, range.end + 1)));
      }
    });

    it('copies and moves them', async () => {
      const { driver } = current();
      const bytes = randomBytes(6 * MB);
      await driver.put({ key: 'a.bin', body: bytes, metadata: { a: '1' } });
      await driver.copy({ from: 'a.bin', to: 'b.bin' });
      await driver.move({ from: 'a.bin', to: 'c.bin' });
      for (const key of ['b.bin', 'c.bin']) {
        expect(sha256(await read(driver, key))).toBe(sha256(bytes));
        expect(await driver.info({ key })).toMatchObject({ metadata: { a: '1' }, size: 6 * MB });
      }
    });

    it('leaves nothing of one that fails or is aborted after some parts, and keeps the old object', async () => {
      const { driver, leftovers } = current();
      await driver.put({ key: 'a.bin', body: Buffer.from('old') });
      const failure = new Error('over the limit');
      const failing = Readable.from(
        (function* () {
          yield randomBytes(13 * MB);
          throw failure;
        })(),
      );
      await expect(driver.put({ key: 'a.bin', body: failing })).rejects.toBe(failure);
      const abort = new AbortController();
      const body = new PassThrough({ highWaterMark: 20 * MB });
      body.write(randomBytes(13 * MB));
      const put = driver.put({
        key: 'a.bin',
        body,
        signal: abort.signal,
        onProgress: () => abort.abort(),
      });
      await expectCode(put, 'aborted');
      expect(body.destroyed).toBe(true);
      expect(await leftovers()).toEqual([]);
      expect((await read(driver, 'a.bin')).toString()).toBe('old');
    });
  });

  describe('a put that may not replace', () => {
    it.each([10, 6 * MB])('of %i bytes keeps what is there, with its type and metadata', async (size) => {
      const { driver, leftovers } = current();
      const body = randomBytes(size);
      await driver.put({ key: 'a/b.jpg', body, metadata: { a: '1' }, ifAbsent: true });
      const again = { key: 'a/b.jpg', body: randomBytes(size), metadata: { b: '2' }, ifAbsent: true };
      await expectCode(driver.put(again), 'exists');
      await expectCode(driver.put({ ...again, metadata: {} }), 'exists');
      expect(sha256(await read(driver, 'a/b.jpg'))).toBe(sha256(body));
      expect(await driver.info({ key: 'a/b.jpg' })).toMatchObject({ metadata: { a: '1' }, size });
      expect(await leftovers()).toEqual([]);
    });

    it('is done once by many who try at the same time', async () => {
      const { driver, leftovers } = current();
      const puts = Array.from({ length: 10 }, (_, at) =>
        driver.put({ key: 'new/a.txt', body: Buffer.from(String(at)), ifAbsent: true }).then(
          () => at,
          (error: { code?: string }) => error.code,
        ),
      );
      const results = await Promise.all(puts);
      const [winner, ...others] = results.filter((result) => result !== 'exists');
      expect(others).toEqual([]);
      expect((await read(driver, 'new/a.txt')).toString()).toBe(String(winner));
      expect(await leftovers()).toEqual([]);
    });
  });
};
