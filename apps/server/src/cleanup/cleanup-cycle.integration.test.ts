import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deletePortrait } from '../portraits/delete-portrait.ts';
import { breaches, createTestPortraits, type TestPortraits, tinyPicture } from '../testing/test-portraits.ts';
import { cleanupCycle } from './cleanup-cycle.ts';

let kit: TestPortraits;
beforeAll(async () => {
  kit = await createTestPortraits({ LIKENESS_UNDO_DAYS: '0', LIKENESS_CLEANUP_GRACE: '24h' });
});
beforeEach(() => kit.empty());
afterAll(() => kit.drop());

const STRAY = 'blobs/00000000-0000-4000-8000-000000000000/01/999999/dot.jpg';
const keys = async () => (await kit.store.list({ prefix: 'blobs/' })).objects.map(({ key }) => key);
const later = (hours: number) =>
  kit.db.execute(sql`
    WITH p AS (UPDATE portrait.portraits SET ended_at = ended_at - ${hours} * interval '1 hour')
    UPDATE portrait.blobs SET touched_at = touched_at - ${hours} * interval '1 hour',
      dereferenced_at = dereferenced_at - ${hours} * interval '1 hour'`);

test('a replaced picture is kept through the grace period, however short the undo window', async () => {
  const user = await kit.user();
  const old = await kit.upload(kit.portraits.context, user, await tinyPicture(1));
  await kit.upload(kit.portraits.context, user, await tinyPicture(2));
  await cleanupCycle(kit);
  expect(await kit.portraits.servable.find(old.blob.id)).toBeDefined();
  expect(await keys()).toHaveLength(4);
  await later(25);
  await cleanupCycle(kit);
  expect(await kit.portraits.servable.find(old.blob.id)).toBeUndefined();
  await later(25);
  await cleanupCycle(kit);
  expect(await keys()).toHaveLength(2);
  expect(await breaches(kit)).toEqual([]);
});

test('a deleted picture goes when the undo window and then the grace period are over', async () => {
  const user = await kit.user();
  await kit.upload(kit.portraits.context, user, await tinyPicture(3));
  await deletePortrait(kit.portraits.context, {
    actor: { ...user, requestId: 'test' },
    entity: { id: user.userId, organizationId: user.organizationId },
  });
  await cleanupCycle(kit);
  expect(await keys()).toHaveLength(2);
  await later(25);
  await cleanupCycle(kit);
  expect(await keys()).toEqual([]);
});

test("an object without a row is spared for the grace period: it may be another database's", async () => {
  await kit.store.put({ key: STRAY, body: Buffer.from('stray') });
  expect((await cleanupCycle(kit)).orphanObjects).toBe(0);
  expect(await keys()).toEqual([STRAY]);
  const impatient = { ...kit, config: { ...kit.config, cleanup: { ...kit.config.cleanup, grace: 0 } } };
  expect((await cleanupCycle(impatient)).orphanObjects).toBe(1);
});

test('a cleanup of one organization leaves the others alone', async () => {
  const user = await kit.user();
  await kit.upload(kit.portraits.context, user, await tinyPicture(4));
  await kit.db.execute(sql`DELETE FROM portrait.portraits`);
  await later(48);
  expect((await cleanupCycle({ ...kit, scope: '00000000-0000-4000-8000-000000000000' })).swept).toBe(0);
  expect((await cleanupCycle({ ...kit, scope: user.organizationId })).swept).toBe(1);
});
