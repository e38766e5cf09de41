import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expireHistory } from '../cleanup/expire-history.ts';
import { breaches, createTestPortraits, type TestPortraits, tinyPicture } from '../testing/test-portraits.ts';
import { erasePortraits } from './erase-portraits.ts';

let kit: TestPortraits;
beforeAll(async () => {
  kit = await createTestPortraits();
});
beforeEach(() => kit.empty());
afterAll(() => kit.drop());

test('an erased person leaves neither history nor objects; what others show stays', async () => {
  const { context } = kit.portraits;
  const [leaving, staying] = [await kit.user(), await kit.user()];
  const [own, shared] = [await tinyPicture(1), await tinyPicture(2)];
  for (const bytes of [own, shared]) await kit.upload(context, leaving, bytes);
  const kept = await kit.upload(context, staying, shared);

  const erase = () =>
    erasePortraits(context, {
      actor: { ...leaving, requestId: 'test' },
      entity: { id: leaving.userId, organizationId: leaving.organizationId },
    });
  expect(await erase()).toBe(2);
  const { rows } = await kit.db.execute(sql`SELECT id FROM portrait.blobs`);
  expect(rows).toEqual([{ id: kept.blob.id }]);
  expect((await kit.store.list({ prefix: 'blobs/' })).objects).toHaveLength(2);
  expect(await breaches(kit)).toEqual([]);
  expect(await erase()).toBe(0);
});

test('what has just left the history goes with an erasure, whoever let it go last', async () => {
  const { context } = kit.portraits;
  const [ann, bob, cid] = [await kit.user(), await kit.user(), await kit.user()];
  const shared = await tinyPicture(3);
  for (const who of [ann, bob]) await kit.upload(context, who, shared);
  await kit.upload(context, ann, await tinyPicture(4));
  for (const who of [ann, bob]) await kit.upload(context, who, await tinyPicture(5));
  await kit.upload(context, cid, await tinyPicture(6));
  await kit.upload(context, cid, await tinyPicture(5));
  await kit.db.execute(sql`UPDATE portrait.portraits SET ended_at = ended_at - interval '1 year'`);
  expect(await expireHistory(context)).toBe(4);
  const erase = (who: typeof ann) =>
    erasePortraits(context, {
      actor: { ...who, requestId: 'test' },
      entity: { id: who.userId, organizationId: who.organizationId },
    });
  const left = async () => (await kit.db.execute(sql`SELECT FROM portrait.blobs`)).rows.length;
  expect(await left()).toBe(4);
  // the picture that both had shown; the other of Cid stays through the grace period, the last is shown
  expect(await erase(bob)).toBe(1);
  expect(await left()).toBe(3);
  expect(await erase(ann)).toBe(1);
  expect(await left()).toBe(2);
  expect((await kit.store.list({ prefix: 'blobs/' })).objects).toHaveLength(4);
  expect(await breaches(kit)).toEqual([]);
});
