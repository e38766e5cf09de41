import { chaosDriver, StorageError } from '@likeness/storage';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { cleanupCycle } from '../cleanup/cleanup-cycle.ts';
import { sweepBlobs } from '../cleanup/sweep-blobs.ts';
import { interleavings, party } from '../testing/interleave.ts';
import {
  breaches,
  cleanUpNow,
  createTestPortraits,
  strayObjects,
  type TestPortraits,
  tinyPicture,
} from '../testing/test-portraits.ts';
import { deletePortrait } from './delete-portrait.ts';
import type { PausePoint } from './portraits-context.ts';

const NOTHING_SPARED = { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0' };
let kit: TestPortraits;
beforeAll(async () => {
  kit = await createTestPortraits(NOTHING_SPARED);
});
beforeEach(() => kit.empty());
afterAll(() => kit.drop());

const actorOf = (principal: { userId: string; organizationId: string }) => ({
  ...principal,
  requestId: 'test',
});
const entityOf = (principal: { userId: string; organizationId: string }) => ({
  id: principal.userId,
  organizationId: principal.organizationId,
});

test('50 users upload the same bytes at once: one blob, 50 references, one set of objects', async () => {
  const bytes = await tinyPicture(1);
  const users = await Promise.all(Array.from({ length: 50 }, () => kit.user()));
  const contexts = [kit.another(), kit.another(), kit.another()];
  const answers = await Promise.all(
    users.map((user, i) => kit.upload(contexts[i % contexts.length] ?? kit.portraits.context, user, bytes)),
  );
  expect(new Set(answers.map(({ blob }) => blob.id)).size).toBe(1);
  expect(answers.filter(({ isDuplicate }) => !isDuplicate)).toHaveLength(1);
  const { rows } = await kit.db.execute(sql`SELECT count(*)::int AS n FROM portrait.portraits`);
  expect(rows).toEqual([{ n: 50 }]);
  expect((await kit.store.list({ prefix: 'blobs/' })).objects).toHaveLength(2);
  expect(await breaches(kit)).toEqual([]);
});

test('the same picture again by the same user changes nothing and counts once', async () => {
  const bytes = await tinyPicture(2);
  const user = await kit.user();
  const first = await kit.upload(kit.portraits.context, user, bytes);
  const second = await kit.upload(kit.portraits.context, user, bytes);
  expect(second).toMatchObject({ isDuplicate: true, blob: { id: first.blob.id } });
  const { rows } = await kit.db.execute(sql`SELECT count(*)::int AS n FROM portrait.portraits`);
  expect(rows).toEqual([{ n: 1 }]);
  expect(await breaches(kit)).toEqual([]);
});

/** A process that is killed at a point. */
const dieAt = (fatal: PausePoint) => async (point: PausePoint) => {
  if (point === fatal) throw new Error('killed');
};

/** What the sweep finds when the upload of the same bytes begins. */
const BEFORE = {
  'a ready blob that nobody refers to': async (bytes: Buffer) => {
    const user = await kit.user();
    await kit.upload(kit.portraits.context, user, bytes);
    await deletePortrait(kit.portraits.context, { actor: actorOf(user), entity: entityOf(user) });
    await cleanupCycle({ ...kit, signal: AbortSignal.abort() });
    await kit.db.execute(sql`DELETE FROM portrait.portraits`);
    await kit.db.execute(
      sql`INSERT INTO portrait.cleanup_queue (blob_id, reason) SELECT id, 'test' FROM portrait.blobs`,
    );
  },
  'a pending blob of an upload that died': async (bytes: Buffer) => {
    const dying = kit.another({ pause: dieAt('upload:stored') });
    await expect(kit.upload(dying, await kit.user(), bytes)).rejects.toThrow('killed');
  },
  'a blob that a sweep died on': async (bytes: Buffer) => {
    await BEFORE['a ready blob that nobody refers to'](bytes);
    const dying = { ...kit, longestUpload: 0, pause: dieAt('sweep:marked') };
    await expect(sweepBlobs(dying)).rejects.toThrow('killed');
  },
} as const;

describe.each(Object.keys(BEFORE) as (keyof typeof BEFORE)[])('an upload against a sweep of %s', (before) => {
  // claim | store | lock and look | commit   against   lock | look and mark | delete objects | delete row
  test.each(interleavings(4, 4))('in the order %s loses nothing', async (order) => {
    const bytes = await tinyPicture(3);
    await BEFORE[before](bytes);
    const user = await kit.user();
    const uploader = party(kit.database.pool, async (pause) => {
      await kit.upload(kit.another({ pause }), user, bytes);
    });
    const sweeper = party(kit.database.pool, async (pause) => {
      await sweepBlobs({ ...kit, longestUpload: 0, pause });
    });
    for (const letter of order) await (letter === 'u' ? uploader : sweeper).step();
    await Promise.all([uploader.finish(), sweeper.finish()]);

    const { rows } = await kit.db.execute(
      sql`SELECT entity_id FROM portrait.portraits WHERE ended_at IS NULL`,
    );
    expect(rows).toEqual([{ entity_id: user.userId }]);
    expect(await breaches(kit)).toEqual([]);
    await cleanUpNow(kit);
    expect(await breaches(kit)).toEqual([]);
    expect(await strayObjects(kit)).toEqual([]);
  });
});

test('a reference committed after the sweep has taken its snapshot is seen by its second statement', async () => {
  const shared = kit;
  kit = await createTestPortraits(NOTHING_SPARED); // it gets a gate that others must not pass
  onTestFinished(async () => {
    await kit.drop();
    kit = shared;
  });
  const bytes = await tinyPicture(4);
  await BEFORE['a ready blob that nobody refers to'](bytes);
  // asked for by hand: the grace period does not protect it, only the second look does
  await kit.db.execute(sql`UPDATE portrait.cleanup_queue SET immediate = true`);
  const GATE = 7_777;
  await kit.db.execute(sql`
    CREATE FUNCTION pass_gate() RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(7777); RETURN true; END $$`);
  await kit.db.execute(sql`ALTER TABLE portrait.cleanup_queue RENAME TO gated_queue`);
  await kit.db.execute(
    sql`CREATE VIEW portrait.cleanup_queue AS SELECT * FROM portrait.gated_queue WHERE pass_gate()`,
  );
  const gate = await kit.database.pool.connect();
  await gate.query('SELECT pg_advisory_lock($1)', [GATE]);
  const sweeper = party(kit.database.pool, async () => {
    await sweepBlobs({ ...kit, longestUpload: 0 });
  });
  await sweeper.step(); // its first statement waits at the gate, its snapshot taken
  const user = await kit.user();
  await kit.upload(kit.portraits.context, user, bytes);
  await gate.query('SELECT pg_advisory_unlock($1)', [GATE]);
  gate.release();
  await sweeper.finish();
  expect(await breaches(kit)).toEqual([]);
  const { rows } = await kit.db.execute(sql`SELECT state FROM portrait.blobs`);
  expect(rows).toEqual([{ state: 'ready' }]);
});

test('an upload whose objects were swept does not pass for the one that took its row over', async () => {
  const bytes = await tinyPicture(5);
  const [slow, quick] = [await kit.user(), await kit.user()];
  const first = party(kit.database.pool, async (pause) => {
    await kit.upload(kit.another({ pause }), slow, bytes);
  });
  await first.step(); // claimed
  await first.step(); // stored
  await expect(sweepBlobs({ ...kit, longestUpload: 0, pause: dieAt('sweep:deleted') })).rejects.toThrow(
    'killed',
  );
  const second = party(kit.database.pool, async (pause) => {
    await kit.upload(kit.another({ pause }), quick, bytes);
  });
  await second.step(); // took the row over, pending under a new id, nothing stored yet
  await first.finish();
  await second.finish();
  expect(await breaches(kit)).toEqual([]);
  await cleanUpNow(kit);
  expect(await strayObjects(kit)).toEqual([]);
});

test('a sweep that wakes late does not delete the row that was taken over', async () => {
  const bytes = await tinyPicture(6);
  await BEFORE['a ready blob that nobody refers to'](bytes);
  const sweeper = party(kit.database.pool, async (pause) => {
    await sweepBlobs({ ...kit, longestUpload: 0, pause });
  });
  for (let step = 0; step < 3; step++) await sweeper.step(); // objects deleted, row not yet
  const user = await kit.user();
  const uploader = party(kit.database.pool, async (pause) => {
    await kit.upload(kit.another({ pause }), user, bytes);
  });
  await uploader.step(); // claimed: pending, new id
  const other = party(kit.database.pool, async () => {
    // the same sweep once more would now find `pending`: mark it, as one that runs at the same time may
    await kit.db.execute(sql`UPDATE portrait.blobs SET state = 'sweeping'`);
  });
  await other.finish();
  await sweeper.finish();
  const { rows } = await kit.db.execute(sql`SELECT state FROM portrait.blobs`);
  expect(rows).toEqual([{ state: 'sweeping' }]);
  await uploader.finish();
  expect(await breaches(kit)).toEqual([]);
});

test('an upload whose PUT fails is not acknowledged and leaves no reference', async () => {
  const broken = chaosDriver(kit.store, {
    before: async (method) => {
      if (method === 'put') throw new StorageError('unavailable', 'down');
    },
  });
  const user = await kit.user();
  await expect(kit.upload(kit.another({ store: broken }), user, await tinyPicture(7))).rejects.toThrow(
    'down',
  );
  const { rows } = await kit.db.execute(sql`SELECT count(*)::int AS n FROM portrait.portraits`);
  expect(rows).toEqual([{ n: 0 }]);
  expect(await breaches(kit)).toEqual([]);
});

test('a PUT whose reply was lost is repeated without harm', async () => {
  let lost = 0;
  const flaky = chaosDriver(kit.store, {
    after: async (method) => {
      if (method === 'put' && lost++ === 0) throw new StorageError('unavailable', 'reply lost');
    },
  });
  const context = kit.another({ store: flaky });
  const [user, bytes] = [await kit.user(), await tinyPicture(8)];
  await expect(kit.upload(context, user, bytes)).rejects.toThrow('reply lost');
  await kit.upload(context, user, bytes);
  expect(await breaches(kit)).toEqual([]);
  expect(await strayObjects(kit)).toEqual([]);
});
