import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDiskDriver } from '@likeness/storage';
import { expect, it } from 'vitest';
import { createBodies } from '../bodies/bodies-context.ts';
import { currentModel, type ModelRow, openStoredBody } from '../bodies/models.ts';
import { cleanBodies } from '../cleanup/clean-bodies.ts';
import { openSealing } from '../sealing/open-sealing.ts';
import { createTestBodies } from '../testing/test-bodies.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { testMasterKey } from '../testing/test-sealing.ts';
import { createBackup } from './create-backup.ts';
import { restoreBackup } from './restore-backup.ts';

it('a body that was backed up opens after the restore with its master key, and with no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'likeness-backup-bodies-'));
  const source = await createTestBodies();
  const target = await createTestDatabase({ empty: true });
  const store = createDiskDriver({ root: join(folder, 'objects'), signingKey: Buffer.alloc(32) });
  try {
    const id = await source.ready('alice');
    const old = `INSERT INTO avatar.analytics (event_type, created_at) VALUES ('long ago', '2020-01-15')`;
    await source.services.database.pool.query(old);
    const { config, database } = source.services;
    await createBackup({ url: database.url, store: source.services.store, to: join(folder, 'backup') });
    await restoreBackup({ url: target.url, store, from: join(folder, 'backup') });

    const { db } = target;
    await expect(openSealing(db, testMasterKey(8))).rejects.toThrow('LIKENESS_MASTER_KEY');
    const sealing = await openSealing(db, testMasterKey());
    const bodies = createBodies({ config, db, store, sealing });
    const model = (await currentModel(db, id)) as ModelRow;
    const positions = async () => (await openStoredBody(bodies.context, model))?.positions.length;
    expect(await positions()).toBeGreaterThan(30_000);
    const events = await target.pool.query(`SELECT FROM avatar.analytics WHERE event_type = 'long ago'`);
    expect(events.rowCount).toBe(1);
    // the restored body survives the cleanup, whose statistics then count it
    await cleanBodies({ config, db, store });
    expect(await positions()).toBeGreaterThan(30_000);
    const stats = await target.pool.query(
      'SELECT total_avatars::int, successful::int FROM avatar.daily_stats',
    );
    expect(stats.rows).toEqual([{ total_avatars: 1, successful: 1 }]);
  } finally {
    await source.close();
    await target.drop();
    await rm(folder, { recursive: true, force: true });
  }
});
