import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chaosDriver, createDiskDriver, type StorageDriver } from '@likeness/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { modelPrefix } from './models.ts';
import { removeModels } from './sweep-models.ts';

let folder: string;
let database: TestDatabase;
let disk: StorageDriver;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-sweep-models-'));
  database = await createTestDatabase();
  disk = createDiskDriver({ root: folder, signingKey: 'k'.repeat(32) });
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const sweep = (store: StorageDriver, among?: bigint[]) =>
  removeModels({ db: database.db, store, documents: { all: [] } as never }, among);
const states = async () => (await database.pool.query('SELECT state FROM avatar.models')).rows;

/** Models of an avatar that is gone, with an object each. */
async function orphans(count: number): Promise<bigint[]> {
  const ids = Array.from({ length: count }, (_, at) => BigInt(at + 1));
  for (const id of ids) {
    await database.pool.query(
      `INSERT INTO avatar.models (id, user_id, revision, algorithm) VALUES ($1, $2, 1, 'tape/1')`,
      [String(id), randomUUID()],
    );
    await disk.put({ key: `${modelPrefix(id)}a.bin`, body: Buffer.from('a') });
  }
  return ids;
}

test('while the store is asked, no connection waits for it in a transaction', async () => {
  const ids = await orphans(3);
  const waiting: number[] = [];
  const watched = chaosDriver(disk, {
    async before() {
      const { rows } = await database.pool.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      waiting.push(rows[0]?.count ?? -1);
    },
  });
  expect(await sweep(watched, ids)).toBe(3);
  expect(new Set(waiting)).toEqual(new Set([0]));
  expect([(await disk.list()).objects, await states()]).toEqual([[], []]);
});

test('one that was stopped in the middle is ended by the next, and several at once remove the same', async () => {
  await orphans(120);
  let deletions = 0;
  const failing = chaosDriver(disk, {
    before(method) {
      if (method === 'delete' && ++deletions === 5) throw new Error('down');
    },
  });
  await expect(sweep(failing)).rejects.toThrow('down');
  expect(await states()).toHaveLength(120);
  const removed = await Promise.all([sweep(disk), sweep(disk), sweep(disk)]);
  expect(removed.reduce((sum, count) => sum + count)).toBe(120);
  expect([(await disk.list()).objects, await states()]).toEqual([[], []]);
});
