import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskDriver } from '@likeness/storage';
import { expect, it } from 'vitest';
import { createBodies } from '../bodies/bodies-context.ts';
import { openPhoto, photosOf } from '../bodies/photos/photo-rows.ts';
import { removeDuePhotos } from '../bodies/photos/remove-photos.ts';
import { cleanBodies } from '../cleanup/clean-bodies.ts';
import { SWEEP_LOCK } from '../database/advisory-locks.ts';
import { openSealing } from '../sealing/open-sealing.ts';
import { createTestBodies } from '../testing/test-bodies.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { photoObjects, sendPhotos, somePhoto } from '../testing/test-photos.ts';
import { testMasterKey } from '../testing/test-sealing.ts';
import { createBackup } from './create-backup.ts';
import { restoreBackup } from './restore-backup.ts';

it('photos that wait for their job are in a backup, open after the restore, and go when their time is over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-backup-photos-'));
  const source = await createTestBodies();
  const target = await createTestDatabase({ empty: true });
  const store = createDiskDriver({ root: join(folder, 'objects'), signingKey: Buffer.alloc(32) });
  try {
    const fields = { name: 'Me', front: await somePhoto(), height: '170' };
    const { avatarId } = (await sendPhotos(source, 'alice', fields)).json();
    const { config, database } = source.services;
    await createBackup({ url: database.url, store: source.services.store, to: join(folder, 'backup') });
    await restoreBackup({ url: target.url, store, from: join(folder, 'backup') });

    const { db } = target;
    const sealing = await openSealing(db, testMasterKey());
    const { context } = createBodies({ config, db, store, sealing });
    const [row] = await photosOf(db, avatarId);
    if (!row) throw new Error('no photo');
    expect((await openPhoto(context, row)).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    await cleanBodies({ config, db, store });
    expect((await store.list({ prefix: 'photos/' })).objects).toHaveLength(1);
    // a day later nobody has read it
    await target.pool.query(`UPDATE avatar.processing_jobs SET status = 'failed'`);
    await target.pool.query(`UPDATE avatar.photos SET keep_until = now()`);
    await cleanBodies({ config, db, store });
    expect((await store.list({ prefix: 'photos/' })).objects).toEqual([]);
  } finally {
    await source.close();
    await target.drop();
    await rm(folder, { recursive: true, force: true });
  }
});

it('nothing of photos goes while a backup copies', async () => {
  const test = await createTestBodies();
  const { pool } = test.services.database;
  try {
    await sendPhotos(test, 'alice', { name: 'Me', front: await somePhoto(), height: '170' });
    await pool.query(`UPDATE avatar.processing_jobs SET status = 'failed'`);
    await pool.query(`UPDATE avatar.photos SET keep_until = now()`);
    const backup = await pool.connect();
    await backup.query('SELECT pg_advisory_lock($1)', [String(SWEEP_LOCK)]);
    expect(await removeDuePhotos(test.services.bodies.context)).toBe(0);
    expect(await photoObjects(test)).toHaveLength(1);
    await backup.query('SELECT pg_advisory_unlock($1)', [String(SWEEP_LOCK)]);
    backup.release();
    expect(await removeDuePhotos(test.services.bodies.context)).toBe(1);
    expect(await photoObjects(test)).toEqual([]);
  } finally {
    await test.close();
  }
});
