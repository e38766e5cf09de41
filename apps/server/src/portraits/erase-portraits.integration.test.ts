import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
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
