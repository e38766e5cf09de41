import { randomUUID } from 'node:crypto';
import { EventEmitter, getEventListeners, once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { createDiskDriver, type StorageDriver } from '@likeness/storage';
import type { Pool } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sweepBlobs } from '../cleanup/sweep-blobs.ts';
import { pendingMigrations } from '../database/migrate.ts';
import { readMigrations } from '../database/migrations-folder.ts';
import {
  databaseId,
  ensureDatabaseId,
  ID_KEY,
  labelStore,
  storeId,
} from '../installation/installation-id.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { breaches, createTestPortraits, type TestPortraits, tinyPicture } from '../testing/test-portraits.ts';
import type { Progress } from './backup-error.ts';
import { createBackup } from './create-backup.ts';
import { restoreBackup } from './restore-backup.ts';
import { quoteTable, tablesInOrder } from './tables.ts';

let folder: string;
let source: TestPortraits;
let target: TestDatabase;
let targetStore: StorageDriver;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-backup-'));
  source = await createTestPortraits();
  target = await createTestDatabase({ empty: true });
  targetStore = createDiskDriver({ root: join(folder, 'objects'), signingKey: Buffer.alloc(32) });
});
afterEach(async () => {
  await source.drop();
  await target.drop();
  await rm(folder, { recursive: true, force: true });
});

const backup = (store = source.store, signal?: AbortSignal) =>
  createBackup({ url: source.database.url, store, to: join(folder, 'backup'), ...(signal && { signal }) });
const restore = (options: { force?: boolean; signal?: AbortSignal } = {}) =>
  restoreBackup({ url: target.url, store: targetStore, from: join(folder, 'backup'), ...options });

async function fill(): Promise<void> {
  const shared = await tinyPicture(1);
  const context = source.portraits.context;
  for (const [name, bytes] of [
    ['ann', shared],
    ['bob', shared],
    ['cid', await tinyPicture(2)],
    ['ann', await tinyPicture(3)],
  ] as const) {
    await source.upload(context, await source.user(name), bytes);
  }
  await source.database.pool.query(
    `INSERT INTO users (id, avatar_url) VALUES ('tab	and "quote" \\ and größer', 'https://old.example/1')`,
  );
}

/** Every row of every table, as text. */
async function rowsOf(pool: Pool): Promise<Record<string, string[]>> {
  const client = await pool.connect();
  const all: Record<string, string[]> = {};
  for (const table of await tablesInOrder(client)) {
    const { rows } = await client.query<{ row: string }>(
      `SELECT t::text AS row FROM ${quoteTable(table)} t ORDER BY 1`,
    );
    all[quoteTable(table)] = rows.map(({ row }) => row);
  }
  client.release();
  return all;
}

async function objectsOf(store: StorageDriver): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const { key } of (await store.list()).objects) {
    const { body, info } = await store.get({ key });
    all[key] = `${info.contentType} ${(await buffer(body)).toString('base64')}`;
  }
  return all;
}

async function flip(path: string): Promise<void> {
  const bytes = await readFile(path);
  const middle = Math.floor(bytes.length / 2);
  bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
  await writeFile(path, bytes);
}

describe('a round trip', () => {
  test('brings back every row and every object, and ids go on beyond the old ones', async () => {
    await fill();
    const manifest = await backup();
    expect(manifest.objects.count).toBeGreaterThan(0);
    await restore();
    expect(await rowsOf(target.pool)).toEqual(await rowsOf(source.database.pool));
    expect(await objectsOf(targetStore)).toEqual(await objectsOf(source.store));
    expect(await breaches({ db: target.db, store: targetStore })).toEqual([]);
    expect(await pendingMigrations(target.pool)).toEqual([]);
    const next = await target.pool.query<{ id: string }>(`SELECT nextval('portrait.storage_ids') AS id`);
    const used = await source.database.pool.query<{ id: string }>(
      `SELECT max(storage_id) AS id FROM portrait.blobs`,
    );
    expect(BigInt(next.rows[0]?.id ?? 0) - BigInt(used.rows[0]?.id ?? 0)).toBeGreaterThan(1_000_000n);
    const late = await target.pool.query(`INSERT INTO portrait.statistic_deltas (organization_id, name, delta)
      SELECT id, 'bytes', 0 FROM shared.organizations LIMIT 1`);
    expect(late.rowCount).toBe(1);
  });

  test('from an older level ends at the level of this version', async () => {
    const old = await createTestDatabase({ empty: true });
    const [first] = readMigrations();
    await old.pool.query(`CREATE SCHEMA likeness;
      CREATE TABLE likeness.migrations (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at bigint);
      INSERT INTO likeness.migrations (hash, created_at) VALUES ('${first?.hash}', ${first?.when});
      ${first?.sql}; INSERT INTO shared.organizations (slug) VALUES ('old');`);
    await createBackup({ url: old.url, store: source.store, to: join(folder, 'backup') });
    await old.drop();
    await restore();
    expect(await pendingMigrations(target.pool)).toEqual([]);
    const { rows } = await target.pool.query('SELECT slug FROM shared.organizations');
    expect(rows).toEqual([{ slug: 'old' }]);
  });
});

describe('a backup', () => {
  test('does not go into a folder that holds something', async () => {
    await mkdir(join(folder, 'backup'));
    await writeFile(join(folder, 'backup', 'notes.txt'), 'mine');
    await expect(backup()).rejects.toThrow(/is not empty/);
  });

  test('names the object that is damaged or missing in the store, and is not complete then', async () => {
    await fill();
    const [first] = (await source.store.list()).objects;
    const key = first?.key ?? '';
    await source.store.put({ key, body: Buffer.from('something else') });
    await expect(backup()).rejects.toThrow(`the object ${key} is damaged`);
    expect(await readdir(join(folder, 'backup'))).not.toContain('manifest.json');
    await rm(join(folder, 'backup'), { recursive: true });
    await source.store.delete({ keys: [key] });
    await expect(backup()).rejects.toThrow(`the object ${key} cannot be read`);
    await expect(restore()).rejects.toThrow(/not a complete backup/);
  });

  test('whose list of objects cannot be written fails while objects are copied, and not the process', async () => {
    await fill();
    const to = join(folder, 'backup');
    const inTheWay = ({ step }: Progress) =>
      step === 'tables' && mkdirSync(join(to, 'objects.ndjson'), { recursive: true });
    const running = createBackup({
      url: source.database.url,
      store: source.store,
      to,
      onProgress: inTheWay,
    });
    await expect(running).rejects.toThrow('EEXIST');
  });

  test('that can be interrupted listens for it with no more than it has in hand', async () => {
    const ann = await source.user('ann');
    for (let seed = 0; seed < 10; seed += 1) {
      await source.upload(source.portraits.context, ann, await tinyPicture(seed));
    }
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on('warning', warned);
    const { signal } = new AbortController();
    try {
      const { objects } = await backup(source.store, signal);
      expect(objects.count).toBeGreaterThan(16);
      await restore({ signal });
    } finally {
      process.off('warning', warned);
    }
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([]);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  test('keeps the cleanup from what it has still to copy', async () => {
    await fill();
    await source.database.pool.query('DELETE FROM portrait.portraits');
    const meeting = new EventEmitter();
    const copying = once(meeting, 'copying');
    const gate = once(meeting, 'go on');
    const slow: StorageDriver = new Proxy(source.store, {
      get(driver, name: keyof StorageDriver) {
        if (name !== 'get') return driver[name];
        return async (request: Parameters<StorageDriver['get']>[0]) => {
          meeting.emit('copying');
          await gate;
          return driver.get(request);
        };
      },
    });
    const running = backup(slow);
    await copying;
    await source.database.pool.query(`SELECT schedule_avatar_cleanup(avatar_id) FROM avatar_files`);
    expect(await sweepBlobs(source.portraits.context)).toMatchObject({ swept: 0 });
    meeting.emit('go on');
    expect((await running).objects.count).toBeGreaterThan(0);
    expect((await sweepBlobs(source.portraits.context)).swept).toBeGreaterThan(0);
  });
});

describe('a restore', () => {
  test('refuses a backup with one flipped byte by the name of the file, and touches nothing', async () => {
    await fill();
    const manifest = await backup();
    const [object] = (await source.store.list()).objects;
    const files = [
      ...manifest.tables.filter(({ bytes }) => bytes > 0).map(({ file }) => file),
      `objects/${object?.key}`,
      'objects.ndjson',
      'manifest.json',
    ];
    for (const file of files) {
      const path = join(folder, 'backup', file);
      await flip(path);
      await expect(restore(), file).rejects.toThrow(file);
      await flip(path);
    }
    const schemas = await target.pool.query(
      `SELECT FROM pg_namespace WHERE nspname IN ('portrait', 'shared')`,
    );
    expect(schemas.rowCount).toBe(0);
    expect((await targetStore.list()).objects).toEqual([]);
    await restore();
  });

  test('refuses a database that holds portraits, unless it may throw them away', async () => {
    await fill();
    await backup();
    await restore();
    await target.pool.query(`INSERT INTO shared.organizations (slug) VALUES ('made later')`);
    await expect(restore()).rejects.toThrow(/--force/);
    await restore({ force: true });
    expect(await rowsOf(target.pool)).toEqual(await rowsOf(source.database.pool));
  });

  test('gives the store the id of the backup, and takes no store of a third database', async () => {
    await fill();
    const id = await ensureDatabaseId(source.database.pool);
    await labelStore(source.store, id);
    await backup();
    const stranger = randomUUID();
    await labelStore(targetStore, stranger);
    await expect(restore({ force: true })).rejects.toThrow(/belong to another database/);
    expect(Object.keys(await objectsOf(targetStore))).toEqual([ID_KEY]);

    await labelStore(targetStore, undefined);
    await restore();
    expect([await databaseId(target.pool), await storeId(targetStore)]).toEqual([id, id]);

    // a database and store of its own become the backup's
    await target.pool.query('UPDATE shared.installation SET id = $1', [stranger]);
    await labelStore(targetStore, stranger);
    await restore({ force: true });
    expect([await databaseId(target.pool), await storeId(targetStore)]).toEqual([id, id]);
    expect(await rowsOf(target.pool)).toEqual(await rowsOf(source.database.pool));
  });

  test('refuses a backup of a newer version', async () => {
    await source.database.pool.query(
      `INSERT INTO likeness.migrations (hash, created_at) VALUES ('x', 4102444800000)`,
    );
    await expect(backup()).rejects.toThrow(/newer Likeness/);
  });
});
