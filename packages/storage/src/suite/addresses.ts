import { describe, expect, it } from 'vitest';
import type { SuitePart } from './driver-under-test.ts';

const key = 'a/private.txt';
const after = (seconds: number) => new Date(Date.now() + seconds * 1_000);

export const addresses: SuitePart = (current) => {
  describe('signed addresses', () => {
    it.each(['GET', 'PUT'] as const)('open one object for %s and no other method', async (method) => {
      const { driver, opens } = current();
      await driver.put({ key, body: Buffer.from('secret') });
      const url = await driver.signedUrl({ key, method, expiresIn: 600 });
      expect(await opens({ url, method, at: new Date() })).toBe(true);
      const other = method === 'GET' ? 'PUT' : 'GET';
      expect(await opens({ url, method: other, at: new Date() })).toBe(false);
      expect(await opens({ url: url.replaceAll(method, other), method: other, at: new Date() })).toBe(false);
    });

    it('open no other object', async () => {
      const { driver, opens } = current();
      await driver.put({ key, body: Buffer.from('secret') });
      await driver.put({ key: 'b/private.txt', body: Buffer.from('secret') });
      const url = await driver.signedUrl({ key, method: 'GET', expiresIn: 600 });
      const stolen = url.replace(key, 'b/private.txt');
      expect(stolen).not.toBe(url);
      expect(await opens({ url: stolen, method: 'GET', at: new Date() })).toBe(false);
    });

    it('open until they expire', async () => {
      const { driver, opens } = current();
      await driver.put({ key, body: Buffer.from('secret') });
      const url = await driver.signedUrl({ key, method: 'GET', expiresIn: 600 });
      expect(await opens({ url, method: 'GET', at: after(590) })).toBe(true);
      expect(await opens({ url, method: 'GET', at: after(601) })).toBe(false);
    });

    it('last from a second to a week', async () => {
      const { driver } = current();
      for (const expiresIn of [0, -1, 1.5, 604_801, Number.NaN]) {
        await expect(driver.signedUrl({ key, method: 'GET', expiresIn })).rejects.toThrow(RangeError);
      }
      await expect(driver.signedUrl({ key, method: 'GET', expiresIn: 604_800 })).resolves.toContain(key);
    });
  });

  it('has a public address with the key at its end, or none', () => {
    const url = current().driver.publicUrl({ key });
    expect(url === undefined || url.endsWith(`/${key}`)).toBe(true);
  });
};
