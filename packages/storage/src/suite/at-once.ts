import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { StorageDriver, StoredObject } from '../driver.ts';
import { allKeys, expectCode, read, type SuitePart } from './driver-under-test.ts';

/** Versions of one object that a reader can tell apart by any of their parts. Two have the same size. */
const VERSIONS = [
  { fill: 'a', size: 400_000, metadata: { fill: 'a' }, contentType: 'text/x-a' },
  { fill: 'b', size: 400_000, metadata: {}, contentType: 'text/plain; charset=utf-8' },
  { fill: 'c', size: 150_000, metadata: { fill: 'c' }, contentType: 'text/x-c' },
  { fill: 'd', size: 150_000, metadata: { fill: 'd' }, contentType: 'text/x-d' },
];
type Version = (typeof VERSIONS)[number];

function put(driver: StorageDriver, key: string, { fill, size, metadata, contentType }: Version) {
  const chunks = Array.from({ length: 10 }, () => Buffer.alloc(size / 10, fill));
  return driver.put({ key, body: Readable.from(chunks), metadata, contentType });
}

async function expectWhole({ info, body }: StoredObject): Promise<void> {
  const bytes = await buffer(body);
  const version = VERSIONS.find(({ fill }) => bytes.toString('latin1', 0, 1) === fill);
  if (version === undefined) throw new Error('no version begins like this');
  const { fill, ...told } = version;
  expect(info).toMatchObject(told);
  expect(bytes.equals(Buffer.alloc(version.size, fill))).toBe(true);
}

export const atOnce: SuitePart = (current) => {
  describe('at once', () => {
    it('readers see the old or the new object, whole, with its own type and metadata', async () => {
      const { driver } = current();
      const key = 'a/b.txt';
      await put(driver, key, VERSIONS[0] as Version);
      const state = { writing: true };
      let reads = 0;
      const reader = async () => {
        for (; state.writing || reads < 20; reads++) {
          await expectWhole(await driver.get({ key }));
          const { size, contentType, metadata } = await driver.info({ key });
          expect(VERSIONS).toContainEqual({ fill: expect.any(String), size, contentType, metadata });
        }
      };
      const writer = async (shift: number) => {
        for (let at = 0; at < 40; at++) await put(driver, key, VERSIONS[(at * shift) % 4] as Version);
      };
      const writers = Promise.all([writer(1), writer(3)]).finally(() => {
        state.writing = false;
      });
      await Promise.all([writers, reader(), reader(), reader()]);
      expect(await allKeys(driver)).toEqual([key]);
    });

    it('20 puts of one key end with one of them, whole', async () => {
      const { driver, leftovers } = current();
      const key = 'new/folder/a.txt';
      await Promise.all(Array.from({ length: 20 }, (_, at) => put(driver, key, VERSIONS[at % 4] as Version)));
      await expectWhole(await driver.get({ key }));
      expect(await allKeys(driver)).toEqual([key]);
      expect(await leftovers()).toEqual([]);
    });

    it('puts and deletes of one key end with the object or without, and no reader fails', async () => {
      const { driver, leftovers } = current();
      const key = 'x/y/a.txt';
      const rounds = Array.from({ length: 30 }, (_, at) => at);
      const state = { busy: true };
      const reader = async () => {
        while (state.busy) {
          const object = await driver.get({ key }).catch((error: { code?: string }) => {
            if (error.code === 'not_found') return undefined;
            throw error;
          });
          if (object !== undefined) await expectWhole(object);
        }
      };
      const changes = Promise.all([
        (async () => {
          for (const at of rounds) await put(driver, key, VERSIONS[at % 4] as Version);
        })(),
        (async () => {
          for (const _ of rounds) await driver.delete({ keys: [key] });
        })(),
      ]).finally(() => {
        state.busy = false;
      });
      await Promise.all([changes, reader()]);
      await driver.delete({ keys: [key] });
      await expectCode(driver.get({ key }), 'not_found');
      await put(driver, key, VERSIONS[1] as Version);
      expect((await read(driver, key)).length).toBe(400_000);
      expect(await driver.info({ key })).toMatchObject({ metadata: {} });
      expect(await leftovers()).toEqual([]);
    });
  });
};
