import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { StorageDriver } from '../driver.ts';
import { allKeys, expectCode, type SuitePart } from './driver-under-test.ts';

const HOSTILE = [
  '',
  '/',
  '/etc/passwd',
  '..',
  '../outside',
  'a/../../outside',
  'a/./b',
  'a//b',
  'a/',
  'a\\..\\..\\b',
  'a\0.jpg',
  'a b',
  'é',
  '%2e%2e/x',
  '.hidden',
  'a/.tmp/b',
  '.meta/a',
  'C:/x',
  'nul',
  'a'.repeat(256),
  'ab/'.repeat(300) + 'x'.repeat(10),
];

const METHODS: [string, (driver: StorageDriver, key: string) => Promise<unknown>][] = [
  ['put', (driver, key) => driver.put({ key, body: Buffer.from('evil') })],
  ['get', (driver, key) => driver.get({ key })],
  ['delete', (driver, key) => driver.delete({ keys: ['kept', key] })],
  ['exists', (driver, key) => driver.exists({ key })],
  ['info', (driver, key) => driver.info({ key })],
  ['copy from', (driver, key) => driver.copy({ from: key, to: 'copy' })],
  ['copy to', (driver, key) => driver.copy({ from: 'kept', to: key })],
  ['move from', (driver, key) => driver.move({ from: key, to: 'moved' })],
  ['move to', (driver, key) => driver.move({ from: 'kept', to: key })],
  ['list', (driver, key) => driver.list({ cursor: key })],
  ['publicUrl', async (driver, key) => driver.publicUrl({ key })],
  ['signedUrl', (driver, key) => driver.signedUrl({ key, method: 'GET', expiresIn: 60 })],
];

export const hostileKeys: SuitePart = (current) => {
  describe('keys that are none', () => {
    it.each(METHODS)('are refused by %s before anything is done', async (_, call) => {
      const { driver, leftovers } = current();
      await driver.put({ key: 'kept', body: Buffer.from('kept') });
      for (const key of HOSTILE) await expectCode(call(driver, key), 'invalid_key');
      expect(await allKeys(driver)).toEqual(['kept']);
      expect(await leftovers()).toEqual([]);
    });

    it('are refused with the body let go of', async () => {
      const body = Readable.from([Buffer.from('evil')]);
      await expectCode(current().driver.put({ key: '../a', body }), 'invalid_key');
      expect(body.destroyed).toBe(true);
    });
  });
};
