import { type StorageDriver, StorageError } from '@likeness/storage';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { erasePerson } from '../admin/erase-person.ts';
import { forgetPerson } from '../admin/forget-person.ts';
import { sendPicture } from '../testing/send-picture.ts';
import { createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import { cleanupCycle } from './cleanup-cycle.ts';

let test: TestBodies;
beforeAll(async () => {
  test = await createTestBodies();
});
afterAll(() => test.close());

const clean = async (more: { scope?: string } = {}) => {
  const { config, database, store, bodies } = test.services;
  const { documents } = bodies.context;
  return cleanupCycle({
    config,
    db: database.db,
    store,
    documents,
    people: test.services,
    longestUpload: 0,
    ...more,
  });
};

const query = async (text: string, values: unknown[] = []) =>
  (await test.services.database.pool.query(text, values)).rows;

/** With a picture, a body and a key. */
async function somebody(name: string, seed: number): Promise<{ id: string; organizationId: string }> {
  await sendPicture(test, await test.as({ userId: name }), seed);
  await test.ready(name);
  const [row] = await query('SELECT id, organization_id FROM shared.users WHERE subject = $1', [name]);
  return { id: row.id, organizationId: row.organization_id };
}

const left = async (id: string) => {
  const [row] = await query(
    `SELECT (SELECT count(*)::int FROM shared.user_keys WHERE user_id = $1) AS keys,
       (SELECT count(*)::int FROM avatar.avatars WHERE user_id = $1) AS bodies,
       (SELECT count(*)::int FROM portrait.portraits WHERE entity_id = $1) AS pictures`,
    [id],
  );
  return row;
};
const objects = async () =>
  (await Promise.all(['blobs/', 'bodies/'].map((prefix) => test.services.store.list({ prefix })))).flatMap(
    (page) => page.objects.map(({ key }) => key),
  );

it('what a process that was killed left of an erasure goes with a later cleanup', async () => {
  const { id, organizationId } = await somebody('ann', 1);
  await forgetPerson(test.services.database.db, id);
  const everything = { keys: 1, bodies: 1, pictures: 1 };
  // it may be under way still
  expect((await clean()).erasuresFinished).toBe(0);
  await query(`UPDATE shared.users SET erased_at = erased_at - interval '1 hour' WHERE id = $1`, [id]);
  expect((await clean({ scope: organizationId })).erasuresFinished).toBeUndefined();
  expect(await left(id)).toEqual(everything);
  expect((await clean()).erasuresFinished).toBe(1);
  expect(await left(id)).toEqual({ keys: 0, bodies: 0, pictures: 0 });
  expect(await objects()).toEqual([]);
  const told = await query(
    `SELECT actor_id, details->>'portraits' AS portraits FROM shared.audit_log
     WHERE action = 'person.erased' AND subject = $1`,
    [id],
  );
  expect(told).toEqual([{ actor_id: null, portraits: '1' }]);
  expect((await clean()).erasuresFinished).toBe(0);
});

it('an object store that fails during an erasure keeps nothing for good', async () => {
  const { id } = await somebody('bob', 2);
  const { portraits, store } = test.services;
  let failures = 0;
  const failing = new Proxy(store, {
    get(target, name) {
      const member = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        failures += 1;
        return failures > 1
          ? member.apply(target, given)
          : Promise.reject(new StorageError('unavailable', 'not now'));
      };
    },
  }) as StorageDriver;
  const services = {
    ...test.services,
    portraits: { ...portraits, context: { ...portraits.context, store: failing } },
  };
  const by = { userId: null, requestId: 'test' };
  const erasing = erasePerson(services, { person: id, organizationId: undefined, by });
  await expect(erasing).rejects.toMatchObject({ code: 'unavailable' });
  await query(`UPDATE shared.users SET erased_at = erased_at - interval '1 hour' WHERE id = $1`, [id]);
  await clean();
  expect(await left(id)).toEqual({ keys: 0, bodies: 0, pictures: 0 });
  expect(await objects()).toEqual([]);
});
