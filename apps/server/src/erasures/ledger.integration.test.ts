import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PutObject, type StorageDriver, StorageError } from '@likeness/storage';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Principal } from '../auth/principal.ts';
import { createBackup } from '../backup/create-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { eraseDeleted } from '../bodies/delete-avatar.ts';
import { expireHistory } from '../cleanup/expire-history.ts';
import type { Database } from '../database/database.ts';
import { outbox } from '../database/schema.ts';
import { createEventBus } from '../events/event-bus.ts';
import { deliverOutbox } from '../outbox/deliver-outbox.ts';
import { deletePortrait } from '../portraits/delete-portrait.ts';
import { erasePortraits } from '../portraits/erase-portraits.ts';
import { AVATARS, createTestBodies } from '../testing/test-bodies.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import {
  breaches,
  cleanUpNow,
  createTestPortraits,
  strayObjects,
  tinyPicture,
} from '../testing/test-portraits.ts';
import { keepLedger } from './ledger.ts';

let folder: string;
let target: TestDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-erasures-'));
  target = await createTestDatabase({ empty: true });
});
afterEach(async () => {
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

/** Has everything told that waits in the outbox. */
async function tell(db: Database, store: StorageDriver): Promise<void> {
  const bus = createEventBus({ db, log: pino({ level: 'silent' }) });
  keepLedger({ bus, db, store });
  const failures: unknown[] = [];
  const onFailure = (_row: unknown, error: unknown) => failures.push(error);
  while ((await deliverOutbox({ db, deliver: bus.dispatch, onFailure })) > 0 && failures.length === 0);
  expect(failures).toEqual([]);
}

it('a picture that was erased after the backup stays erased; one that came after the erasure stays', async () => {
  const test = await createTestPortraits({ LIKENESS_CLEANUP_GRACE: '0' });
  const { db, store, database } = test;
  try {
    const { context } = test.portraits;
    const [ann, bob, cid] = [await test.user('ann'), await test.user('bob'), await test.user('cid')];
    const [own, shared] = [await tinyPicture(1), await tinyPicture(2)];
    const erase = (who: Principal) =>
      erasePortraits(context, {
        actor: { ...who, requestId: 'test' },
        entity: { id: who.userId, organizationId: who.organizationId },
      });
    // came back with the same bytes before the backup
    await test.upload(context, cid, shared);
    await erase(cid);
    await tell(db, store);
    await test.upload(context, cid, shared);
    await test.upload(context, ann, own);
    await test.upload(context, ann, shared);
    await test.upload(context, bob, shared);
    await createBackup({ url: database.url, store, to: join(folder, 'backup') });
    expect(await erase(ann)).toBe(2);
    await tell(db, store);
    await tell(db, store);

    await restoreBackup({ url: target.url, store, from: join(folder, 'backup') });
    const { rows } = await target.pool.query('SELECT entity_id FROM portrait.portraits');
    expect(rows.map((row) => row.entity_id).sort()).toEqual([bob.userId, cid.userId].sort());
    const restored = { config: test.config, db: target.db, store };
    expect(await breaches(restored)).toEqual([]);
    await cleanUpNow(restored);
    expect([await breaches(restored), await strayObjects(restored)]).toEqual([[], []]);
    const { rows: left } = await target.pool.query('SELECT count(*)::int AS n FROM portrait.blobs');
    expect(left[0].n).toBe(1);
  } finally {
    await test.drop();
  }
});

it('what had left the history before the erasure stays erased, and what was uploaded again', async () => {
  const test = await createTestPortraits({ LIKENESS_CLEANUP_GRACE: '0' });
  const { db, store, database } = test;
  try {
    const { context } = test.portraits;
    const [ann, bob] = [await test.user('ann'), await test.user('bob')];
    const first = await tinyPicture(1);
    const change = (who: Principal) => ({
      actor: { ...who, requestId: 'test' },
      entity: { id: who.userId, organizationId: who.organizationId },
    });
    for (const who of [ann, bob]) await test.upload(context, who, first);
    await createBackup({ url: database.url, store, to: join(folder, 'backup') });
    await test.upload(context, ann, await tinyPicture(2));
    await deletePortrait(context, change(bob));
    await database.pool.query(`UPDATE portrait.portraits SET ended_at = ended_at - interval '1 year'`);
    expect(await expireHistory(test)).toBe(2);
    await cleanUpNow(test);
    expect(await erasePortraits(context, change(ann))).toBe(1);
    expect(await erasePortraits(context, change(bob))).toBe(0);
    await tell(db, store);

    await restoreBackup({ url: target.url, store, from: join(folder, 'backup') });
    const { rows } = await target.pool.query('SELECT FROM portrait.portraits');
    expect(rows).toEqual([]);
    const restored = { config: test.config, db: target.db, store };
    await cleanUpNow(restored);
    expect([await breaches(restored), await strayObjects(restored)]).toEqual([[], []]);
  } finally {
    await test.drop();
  }
});

it('a body that was erased after the backup stays erased, and its key; another opens', async () => {
  const test = await createTestBodies();
  const { database, store } = test.services;
  try {
    const gone = await test.ready('ann');
    const kept = await test.ready('bob');
    await createBackup({ url: database.url, store, to: join(folder, 'backup') });
    expect((await test.call('ann', 'DELETE', `${AVATARS}?hard=true`)).statusCode).toBe(200);
    await tell(database.db, store);
    await restoreBackup({ url: target.url, store, from: join(folder, 'backup') });
    const { rows } = await target.pool.query('SELECT id FROM avatar.avatars');
    expect(rows).toEqual([{ id: kept }]);
    const keys = await target.pool.query(
      'SELECT a.id FROM shared.user_keys k LEFT JOIN avatar.avatars a ON a.user_id = k.user_id',
    );
    expect(keys.rows).toEqual([{ id: kept }]);
    const models = await target.pool.query(
      `SELECT state FROM avatar.models WHERE avatar_id IS DISTINCT FROM $1`,
      [kept],
    );
    expect(models.rows).toEqual([{ state: 'replaced' }]);
    expect(gone).not.toBe(kept);
  } finally {
    await test.close();
  }
});

it('a body that the cleanup had erased before stays erased, and the key of who erased everything', async () => {
  const test = await createTestBodies();
  const { database, store, config } = test.services;
  try {
    await test.ready('ann');
    const swept = await test.ready('bob');
    const kept = await test.ready('bob');
    await createBackup({ url: database.url, store, to: join(folder, 'backup') });
    expect((await test.call('bob', 'DELETE', `${AVATARS}/${swept}`)).statusCode).toBe(204);
    await database.pool.query(
      `UPDATE avatar.avatars SET deleted_at = now() - interval '1 year' WHERE id <> $1`,
      [kept],
    );
    expect(await eraseDeleted({ db: database.db, config })).toBe(2);
    await tell(database.db, store);
    expect((await test.call('ann', 'DELETE', `${AVATARS}?hard=true`)).json()).toEqual({ erased: 0 });
    await tell(database.db, store);
    const later = await test.ready('ann');
    await createBackup({ url: database.url, store, to: join(folder, 'later') });

    const owners = 'SELECT a.id FROM shared.user_keys k LEFT JOIN avatar.avatars a ON a.user_id = k.user_id';
    await restoreBackup({ url: target.url, store, from: join(folder, 'backup') });
    expect((await target.pool.query(owners)).rows).toEqual([{ id: kept }]);
    await restoreBackup({ url: target.url, store, from: join(folder, 'later'), force: true });
    const { rows } = await target.pool.query(owners);
    expect(rows.map(({ id }) => id).sort()).toEqual([kept, later].sort());
  } finally {
    await test.close();
  }
});

it('a store that does not answer holds the outbox up once, not for every erasure', async () => {
  const { db, drop } = await createTestDatabase();
  try {
    const bus = createEventBus({ db, log: pino({ level: 'silent' }) });
    const told: string[] = [];
    bus.subscribe('portrait.erased', ({ payload }) => void told.push(payload.entityId));
    let puts = 0;
    const silent = {
      put: ({ signal }: PutObject) => {
        puts += 1;
        return new Promise<never>((_, reject) => {
          const away = () => reject(new StorageError('aborted', 'too long'));
          signal?.addEventListener('abort', away);
        });
      },
    };
    const store = silent as Pick<StorageDriver, 'put'> as StorageDriver;
    keepLedger({ bus, db, store, limits: { write: 10, away: 1e9 } });
    const entities = [randomUUID(), randomUUID(), randomUUID()];
    await db
      .insert(outbox)
      .values([
        ...entities.map((entityId) => ({ topic: 'portrait.erased', payload: { entityId, avatarIds: [] } })),
        { topic: 'job.queued', payload: { jobId: 'a job' } },
      ]);
    const failed: string[] = [];
    await deliverOutbox({ db, deliver: bus.dispatch, onFailure: (row) => failed.push(row.topic) });
    expect(puts).toBe(1);
    expect(failed).toEqual(entities.map(() => 'portrait.erased'));
    expect(told.sort()).toEqual(entities.sort());
    const { rows } = await db.execute(sql`SELECT topic FROM shared.outbox WHERE delivered_at IS NOT NULL`);
    expect(rows).toEqual([{ topic: 'job.queued' }]);
  } finally {
    await drop();
  }
});
