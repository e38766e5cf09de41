import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { chaosDriver } from './chaos.ts';
import type { StoredObject } from './driver.ts';
import { diskForTest } from './testing/disk-store-for-tests.ts';

const body = Buffer.from('bytes');

it('awaits its hooks around each method and passes the requests on', async () => {
  const { driver } = await diskForTest();
  const events: string[] = [];
  const hook = (when: string) => async (method: string) => {
    await new Promise(setImmediate);
    events.push(`${when} ${method}`);
  };
  const chaos = chaosDriver(driver, { before: hook('before'), after: hook('after') });
  await chaos.put({ key: 'a', body });
  await chaos.copy({ from: 'a', to: 'b' });
  await chaos.move({ from: 'b', to: 'c' });
  expect((await chaos.list()).objects.map((object) => object.key)).toEqual(['a', 'c']);
  expect(await chaos.info({ key: 'a' })).toEqual(await driver.info({ key: 'a' }));
  await chaos.delete({ keys: ['a'] });
  expect(await chaos.exists({ key: 'a' })).toBe(false);
  await chaos.check();
  const methods = ['put', 'copy', 'move', 'list', 'info', 'delete', 'exists', 'check'];
  expect(events).toEqual(methods.flatMap((method) => [`before ${method}`, `after ${method}`]));
});

it('makes a request that never arrives, and a reply that is lost', async () => {
  const { driver } = await diskForTest();
  const failure = new Error('fault');
  const fail = () => {
    throw failure;
  };
  const stream = Readable.from([body]);
  await expect(chaosDriver(driver, { before: fail }).put({ key: 'a', body: stream })).rejects.toBe(failure);
  expect(stream.destroyed).toBe(true);
  expect(await driver.exists({ key: 'a' })).toBe(false);
  const lost = chaosDriver(driver, { after: fail });
  await expect(lost.put({ key: 'a', body })).rejects.toBe(failure);
  expect(await driver.exists({ key: 'a' })).toBe(true);
});

it('lets go of a body whose reply is lost', async () => {
  const { driver } = await diskForTest();
  await driver.put({ key: 'a', body });
  let got: StoredObject | undefined;
  const inner = { ...driver, get: async () => (got = await driver.get({ key: 'a' })) };
  const lost = chaosDriver(inner, {
    after() {
      throw new Error('fault');
    },
  });
  await expect(lost.get({ key: 'a' })).rejects.toThrow('fault');
  expect(got?.body.destroyed).toBe(true);
});
