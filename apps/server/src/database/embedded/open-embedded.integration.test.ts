import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openInProcess, startProcess } from '../../testing/database-process.ts';
import { placeOf } from './place.ts';
import { readPidFile } from './postmaster.ts';

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-embedded-'));
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  const running = existsSync(dataDir) ? await readPidFile(placeOf(dataDir)) : undefined;
  if (running !== undefined) process.kill(running.pid, 'SIGQUIT');
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

const postmaster = async () => (await readPidFile(placeOf(dataDir)))?.pid;

test('first start makes the database, the last to leave stops it, data is there after that', async () => {
  const first = await openInProcess({ dataDir, own: true });
  const settings = await first.query(
    `SELECT current_setting('fsync') AS fsync, current_setting('listen_addresses') AS address,
       current_setting('unix_socket_directories') AS socket, current_setting('server_encoding') AS encoding`,
  );
  expect(settings).toEqual([{ fsync: 'on', address: '127.0.0.1', socket: '', encoding: 'UTF8' }]);
  await first.query(`INSERT INTO shared.organizations (slug) VALUES ('größer')`);
  expect((await stat(dataDir)).mode & 0o007).toBe(0);
  expect((await stat(join(dataDir, 'database.password'))).mode & 0o777).toBe(0o600);
  await first.close();
  expect(await postmaster()).toBeUndefined();

  const second = await openInProcess({ dataDir, own: true });
  expect(await second.query(`SELECT slug FROM shared.organizations`)).toEqual([{ slug: 'größer' }]);
  await second.close();
  expect((await readdir(dataDir)).toSorted()).toEqual(['database', 'database.log', 'database.password']);
});

test('a server that is killed leaves its database running, and the next takes it over', async () => {
  const killed = await openInProcess({ dataDir, own: true });
  await killed.query(`INSERT INTO shared.organizations (slug) VALUES ('kept')`);
  const before = await postmaster();
  await killed.kill();
  const next = await openInProcess({ dataDir, own: true });
  expect(await postmaster()).toBe(before);
  expect(await next.query(`SELECT slug FROM shared.organizations`)).toEqual([{ slug: 'kept' }]);
  await next.close();
  expect(await postmaster()).toBeUndefined();
});

test('a second server is refused by name and does no harm to the first', async () => {
  const first = await openInProcess({ dataDir, own: true });
  await expect(openInProcess({ dataDir, own: true })).rejects.toThrow(
    /^LIKENESS_DATA_DIR: .* is in use by another server/,
  );
  expect(await first.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await first.close();
});

test('a guest keeps the database when the owner leaves, and stops it when it leaves itself', async () => {
  const owner = await openInProcess({ dataDir, own: true });
  const guest = await openInProcess({ dataDir });
  await owner.close();
  expect(await guest.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const nextOwner = await openInProcess({ dataDir, own: true });
  await guest.close();
  expect(await nextOwner.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await nextOwner.close();
  expect(await postmaster()).toBeUndefined();
});

test('several that start at once end up on one database', async () => {
  const all = await Promise.all([true, false, false, false].map((own) => openInProcess({ dataDir, own })));
  expect(new Set(all.map(({ url }) => url)).size).toBe(1);
  await Promise.all(all.map((each) => each.close()));
  expect(await postmaster()).toBeUndefined();
});

test('coming and going at the same time never meets a database that is being stopped', async () => {
  const comeAndGo = async () => {
    const visit = await openInProcess({ dataDir });
    await visit.query(`INSERT INTO shared.organizations (slug) VALUES (gen_random_uuid()::text)`);
    await visit.close();
  };
  await comeAndGo();
  for (let round = 0; round < 4; round += 1) await Promise.all([comeAndGo(), comeAndGo()]);
  const last = await openInProcess({ dataDir });
  expect(await last.query(`SELECT count(*)::int FROM shared.organizations`)).toEqual([{ count: 9 }]);
  await last.close();
});

test('an initdb that was cut off is done again', async () => {
  const { child, opened } = startProcess({ dataDir, own: true });
  opened.catch(() => {});
  const staging = async () =>
    existsSync(dataDir) && (await readdir(dataDir)).some((name) => name.startsWith('database.new-'));
  await expect.poll(staging, { interval: 5, timeout: 20_000 }).toBe(true);
  child.kill('SIGKILL');
  const next = await openInProcess({ dataDir, own: true });
  expect(await next.query('SELECT count(*)::int FROM shared.organizations')).toEqual([{ count: 0 }]);
  await next.close();
});
