import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { exclusively } from '@likeness/server';
import { createTestDatabase, type TestDatabase } from '@likeness/server/testing';
import { chaosDriver, createDiskDriver, fallThroughDriver, type StorageDriver } from '@likeness/storage';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deleteSource } from './delete-source.ts';
import { type MigrateStore, migrateStore, verifyStores } from './migrate-store.ts';
import { isWhole } from './migration-report.ts';

let folder: string;
let database: TestDatabase;
let from: StorageDriver;
let to: StorageDriver;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-migrate-'));
  database = await createTestDatabase();
  [from, to] = ['from', 'to'].map((root) =>
    createDiskDriver({ root: join(folder, root), signingKey: 'k'.repeat(32) }),
  ) as [StorageDriver, StorageDriver];
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const lock = () => exclusively(() => database.pool);
const migrate = (more: Partial<MigrateStore> = {}) =>
  migrateStore({ from, to, concurrency: 4, exclusively: lock(), ...more });
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const hashIn = async (store: StorageDriver, key: string) =>
  sha256(await buffer((await store.get({ key })).body));
const keysIn = async (store: StorageDriver) => (await store.list()).objects.map(({ key }) => key);

async function fill(store: StorageDriver, count: number): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (let at = 0; at < count; at++) {
    const body = randomBytes(100 + (at % 7) * 1_000);
    const key = `blobs/${at % 5}/${at}.jpg`;
    const more = at % 3 === 0 ? { contentType: 'image/x-other', metadata: { name: 'Zoë' } } : {};
    await store.put({ key, body, ...more });
    hashes.set(key, sha256(body));
  }
  return hashes;
}

test('everything is moved, with types and metadata, and once', async () => {
  const hashes = await fill(from, 500);
  const reached: string[] = [];
  const first = await migrate({ reached: async (key) => void reached.push(key) });
  expect(first).toMatchObject({ copied: 500, present: 0, differing: 0, missing: 0, failed: 0 });
  for (const [key, hash] of hashes) {
    expect(await hashIn(to, key)).toBe(hash);
    const { modifiedAt: _, ...info } = await to.info({ key });
    expect(await from.info({ key })).toMatchObject(info);
  }
  expect(reached.at(-1)).toBe((await keysIn(from)).at(-1));
  expect(await migrate()).toMatchObject({ copied: 0, present: 500 });
  expect(await migrate({ after: reached[0] })).toMatchObject({ copied: 0, present: 300 });
});

test('what differs, is missing or fails is told, and nothing else counts as whole', async () => {
  await fill(from, 20);
  await migrate();
  await to.put({ key: 'blobs/1/1.jpg', body: Buffer.from('another') });
  await to.put({
    key: 'blobs/2/2.jpg',
    body: await buffer((await to.get({ key: 'blobs/2/2.jpg' })).body),
    contentType: 'text/x',
  });
  await to.delete({ keys: ['blobs/3/3.jpg'] });
  const verified = await verifyStores({ from, to, concurrency: 2 });
  expect(verified).toMatchObject({ present: 17, differing: 2, missing: 1 });
  expect(verified.findings.map(({ key }) => key).toSorted()).toEqual(
    [1, 2, 3].map((at) => `blobs/${at}/${at}.jpg`),
  );
  expect(isWhole(verified)).toBe(false);
  const failing = chaosDriver(to, {
    before: (method, request) => {
      if (method === 'put' && (request as { key: string }).key === 'blobs/3/3.jpg') throw new Error('down');
    },
  });
  const failed = await migrate({ to: failing });
  expect(failed).toMatchObject({ failed: 1, differing: 2 });
  expect(failed.findings).toContainEqual({ key: 'blobs/3/3.jpg', finding: 'down' });
  const again = await migrate();
  expect(again).toMatchObject({ copied: 1, differing: 2, failed: 0 });
  expect(await hashIn(to, 'blobs/1/1.jpg')).toBe(sha256(Buffer.from('another')));
});

test('one that is still written to the old store meanwhile is found at the end', async () => {
  await fill(from, 10);
  let late = 0;
  const report = await migrate({
    reached: async () => {
      if (late++ === 0) await from.put({ key: 'a/late.jpg', body: Buffer.from('late') });
    },
  });
  expect(report).toMatchObject({ copied: 11, missing: 0 });
  expect(await hashIn(to, 'a/late.jpg')).toBe(sha256(Buffer.from('late')));
});

test('an interrupted one goes on, and the source is removed only of what was moved', async () => {
  await fill(from, 450);
  const interrupt = new AbortController();
  let after = '';
  const interrupted = migrate({
    signal: interrupt.signal,
    reached: async (key) => {
      after = key;
      interrupt.abort(new Error('enough'));
    },
  });
  await expect(interrupted).rejects.toThrow('enough');
  expect((await keysIn(to)).length).toBeGreaterThanOrEqual(200);
  expect(isWhole(await migrate({ after }))).toBe(true);
  await to.delete({ keys: ['blobs/0/0.jpg'] });
  expect(await deleteSource({ from, to, concurrency: 4 })).toBe(449);
  expect(await keysIn(from)).toEqual(['blobs/0/0.jpg']);
});

test('puts, replacements and deletions meanwhile: nothing is lost and nothing comes back', async () => {
  const hashes = await fill(from, 400);
  const deleted = new Set<string>();
  // two processes, as far as the stores can tell
  const servers = [0, 1].map(() => fallThroughDriver({ from, to, exclusively: lock() }));
  const work = async (server: StorageDriver, shift: number) => {
    for (let at = shift; at < 400; at += 2) {
      const key = `blobs/${(399 - at) % 5}/${399 - at}.jpg`;
      if (at % 4 < 2) {
        await server.delete({ keys: [key] });
        hashes.delete(key);
        deleted.add(key);
      } else if (at % 8 < 4) {
        const body = randomBytes(500);
        await server.put({ key, body });
        hashes.set(key, sha256(body));
      }
      const body = randomBytes(300);
      await server.put({ key: `blobs/new/${at}.jpg`, body });
      hashes.set(`blobs/new/${at}.jpg`, sha256(body));
      // deleted and made again, as a rendition is
      if (at % 10 === 0) await server.delete({ keys: [`blobs/new/${at}.jpg`] });
      if (at % 10 === 0) await server.put({ key: `blobs/new/${at}.jpg`, body });
    }
  };
  const [report] = await Promise.all([
    migrate({ concurrency: 3 }),
    ...servers.map((server, shift) => work(server, shift)),
  ]);
  expect(report).toMatchObject({ failed: 0, missing: 0 });
  for (const key of deleted) {
    expect([await from.exists({ key }), await to.exists({ key })]).toEqual([false, false]);
  }
  for (const [key, hash] of hashes) expect(await hashIn(to, key)).toBe(hash);
});

test('what is deleted between the reading and the putting of its copy stays deleted', async () => {
  await from.put({ key: 'a.jpg', body: Buffer.from('bytes') });
  const server = fallThroughDriver({ from, to, exclusively: lock() });
  let deletion: Promise<void> | undefined;
  let waited = false;
  const copying = chaosDriver(to, {
    async before(method) {
      if (method !== 'put') return;
      deletion = server.delete({ keys: ['a.jpg'] });
      // it must wait for us: give it every chance not to
      await database.pool.query(`SELECT pg_sleep(0.2)`);
      waited = await from.exists({ key: 'a.jpg' });
    },
  });
  expect(await migrate({ to: copying })).toMatchObject({ failed: 0 });
  expect(waited).toBe(true);
  await deletion;
  expect([await keysIn(from), await keysIn(to)]).toEqual([[], []]);
});

test('what is deleted after the lock of its copying was lost does not come back', async () => {
  await from.put({ key: 'a.jpg', body: Buffer.from('bytes') });
  const server = fallThroughDriver({ from, to, exclusively: lock() });
  let cut = 0;
  const copying = chaosDriver(to, {
    async before(method) {
      if (method !== 'put') return;
      const { rowCount } = await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
      cut += rowCount ?? 0;
      await server.delete({ keys: ['a.jpg'] });
    },
  });
  expect(await migrate({ to: copying })).toMatchObject({ failed: 0, copied: 0, gone: 1 });
  expect(cut).toBe(1);
  expect([await keysIn(from), await keysIn(to)]).toEqual([[], []]);
});

test('a deletion whose lock was lost is told, to be done again', async () => {
  await from.put({ key: 'a.jpg', body: Buffer.from('bytes') });
  const losing = chaosDriver(from, {
    async before(method) {
      if (method !== 'delete') return;
      await database.pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND state = 'idle in transaction'`,
      );
    },
  });
  const server = fallThroughDriver({ from: losing, to, exclusively: lock() });
  await expect(server.delete({ keys: ['a.jpg'] })).rejects.toThrow();
});
