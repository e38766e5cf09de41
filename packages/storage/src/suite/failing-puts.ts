import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { allKeys, expectCode, type SuitePart, text } from './driver-under-test.ts';

const metadata = { a: '1' };

export const failingPuts: SuitePart = (current) => {
  describe('a put that does not end', () => {
    it.each([{}, { metadata }])(
      'leaves nothing when it is aborted, and keeps the old object: %j',
      async (more) => {
        const { driver, leftovers } = current();
        await driver.put({ key: 'a/old.txt', body: Buffer.from('old'), ...more });
        for (const key of ['a/old.txt', 'b/new.txt']) {
          const abort = new AbortController();
          const body = new PassThrough();
          const put = driver.put({ key, body, metadata, signal: abort.signal });
          body.write(Buffer.alloc(300_000));
          if (body.writableNeedDrain) await once(body, 'drain');
          abort.abort(new Error('the client left'));
          await expectCode(put, 'aborted');
          expect(body.destroyed).toBe(true);
        }
        expect(await leftovers()).toEqual([]);
        expect(await allKeys(driver)).toEqual(['a/old.txt']);
        expect(await text(driver, 'a/old.txt')).toBe('old');
        expect(await driver.info({ key: 'a/old.txt' })).toMatchObject({ metadata: {}, ...more });
      },
    );

    it('throws the error of its source as it is', async () => {
      const { driver, leftovers } = current();
      const failure = new Error('over the limit');
      async function* source() {
        yield Buffer.alloc(100_000);
        throw failure;
      }
      await expect(driver.put({ key: 'a.bin', body: Readable.from(source()) })).rejects.toBe(failure);
      const failed = new PassThrough().destroy(failure);
      await expect(once(failed, 'close')).rejects.toBe(failure);
      await expect(driver.put({ key: 'a.bin', body: failed })).rejects.toBe(failure);
      const failing = new PassThrough();
      const put = driver.put({ key: 'a.bin', body: failing });
      failing.destroy(failure);
      await expect(put).rejects.toBe(failure);
      expect(await leftovers()).toEqual([]);
      expect(await allKeys(driver)).toEqual([]);
    });

    it('refuses a stream that is cut or was read before', async () => {
      const { driver, leftovers } = current();
      const cut = new PassThrough();
      const put = driver.put({ key: 'a.bin', body: cut });
      cut.write(Buffer.alloc(1_000));
      cut.destroy();
      await expect(put).rejects.toBeInstanceOf(Error);
      const used = Readable.from([Buffer.from('bytes')]);
      await used.toArray();
      await expect(driver.put({ key: 'a.bin', body: used })).rejects.toBeInstanceOf(Error);
      expect(await leftovers()).toEqual([]);
      expect(await allKeys(driver)).toEqual([]);
    });

    it('does not begin when it is aborted before, and lets go of the body', async () => {
      const { driver, leftovers } = current();
      const body = Readable.from([Buffer.from('bytes')]);
      await expectCode(driver.put({ key: 'a.bin', body, signal: AbortSignal.abort() }), 'aborted');
      expect(body.destroyed).toBe(true);
      expect(await leftovers()).toEqual([]);
      expect(await driver.exists({ key: 'a.bin' })).toBe(false);
    });
  });

  describe('a get that is aborted', () => {
    it('does not begin, or ends its body', async () => {
      const { driver } = current();
      await driver.put({ key: 'a.bin', body: Buffer.alloc(4_000_000) });
      await expectCode(driver.get({ key: 'a.bin', signal: AbortSignal.abort() }), 'aborted');
      const abort = new AbortController();
      const { body } = await driver.get({ key: 'a.bin', signal: abort.signal });
      const reading = body.toArray();
      abort.abort();
      await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
      expect(body.destroyed).toBe(true);
    });
  });
};
