import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync } from 'node:fs';
import { chown, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openInProcess } from '../../testing/database-process.ts';
import { placeOf } from './place.ts';
import { readPidFile } from './postmaster.ts';

let folder: string;
let dataDir: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-recovery-'));
  chmodSync(folder, 0o755);
  dataDir = join(folder, 'data');
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 20 });
});

const postmaster = async () => (await readPidFile(placeOf(dataDir)))?.pid ?? 0;
const asRoot = process.getuid?.() === 0;
const nobody = () => ({
  uid: Number(execFileSync('id', ['-u', 'nobody'])),
  gid: Number(execFileSync('id', ['-g', 'nobody'])),
});

test('a postmaster that is killed is started again while the server runs', async () => {
  const server = await openInProcess({ dataDir, own: true });
  const guest = await openInProcess({ dataDir });
  await server.query(`INSERT INTO shared.organizations (slug) VALUES ('kept')`);
  process.kill(await postmaster(), 'SIGKILL');
  const slugs = (from: typeof server) =>
    from.query(`SELECT slug FROM shared.organizations`).catch((error: Error) => error.message);
  await expect.poll(() => slugs(server), { timeout: 20_000 }).toEqual([{ slug: 'kept' }]);
  await expect.poll(() => slugs(guest), { timeout: 20_000 }).toEqual([{ slug: 'kept' }]);
  const holdsLock = () =>
    server
      .query(`SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory'`)
      .catch((error: Error) => error.message);
  await expect.poll(holdsLock).toEqual([{ locks: 3 }]);
  await expect(openInProcess({ dataDir, own: true })).rejects.toThrow(/in use by another server/);
  await server.close();
  await guest.close();
  expect(await postmaster()).toBe(0);
});

test('leaving a database that was killed a moment ago does not wait for its end', async () => {
  const server = await openInProcess({ dataDir, own: true });
  process.kill(await postmaster(), 'SIGKILL');
  const begin = performance.now();
  await server.close();
  expect(performance.now() - begin).toBeLessThan(20_000);
});

test.skipIf(process.platform === 'win32')('leaving a database that does not answer ends', async () => {
  const server = await openInProcess({ dataDir, own: true });
  const backends = await server.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE '%presence'`,
  );
  for (const { pid } of backends) process.kill(pid, 'SIGSTOP');
  await server.close();
  expect(await postmaster()).toBeGreaterThan(0); // it cannot tell whether others need it
  for (const { pid } of backends) process.kill(pid, 'SIGCONT');
  const next = await openInProcess({ dataDir, own: true });
  await next.close();
  expect(await postmaster()).toBe(0);
});

test('a pid file whose number is another process by now does not keep the database from starting', async () => {
  const server = await openInProcess({ dataDir, own: true });
  await server.query(`INSERT INTO shared.organizations (slug) VALUES ('kept')`);
  const pidFile = join(dataDir, 'database', 'postmaster.pid');
  const lines = (await readFile(pidFile, 'utf8')).split('\n');
  const pid = await postmaster();
  await server.kill();
  process.kill(pid, 'SIGKILL');
  const { uid, gid } = await stat(join(dataDir, 'database'));
  await writeFile(pidFile, [String(process.pid), ...lines.slice(1)].join('\n'));
  await chown(pidFile, uid, gid);
  const next = await openInProcess({ dataDir, own: true });
  expect(await next.query(`SELECT slug FROM shared.organizations`)).toEqual([{ slug: 'kept' }]);
  await next.close();
});

test('a copy of a data directory does not attach to the original', async () => {
  const server = await openInProcess({ dataDir, own: true });
  const copy = join(folder, 'copy');
  await cp(dataDir, copy, { recursive: true, preserveTimestamps: true });
  if (asRoot) {
    const { uid, gid } = await stat(join(dataDir, 'database'));
    execFileSync('chown', ['-R', `${uid}:${gid}`, join(copy, 'database')]);
    execFileSync('chmod', ['-R', 'go-rwx', copy]);
  }
  const other = await openInProcess({ dataDir: copy, own: true });
  expect(other.url).not.toBe(server.url);
  await other.close();
  await server.close();
});

test('what is in the way of the database is told', async () => {
  await writeFile(dataDir, 'a file');
  await expect(openInProcess({ dataDir })).rejects.toThrow(/^LIKENESS_DATA_DIR: .*EEXIST|ENOTDIR/);
});

test('a lost password is told, not replaced', async () => {
  const server = await openInProcess({ dataDir, own: true });
  await server.close();
  await rm(join(dataDir, 'database.password'));
  await expect(openInProcess({ dataDir })).rejects.toThrow(/^LIKENESS_DATA_DIR: .*database\.password back/);
});

describe.skipIf(!asRoot)('as root', () => {
  test('the database runs as an unprivileged user without capabilities', async () => {
    const server = await openInProcess({ dataDir, own: true });
    const status = await readFile(`/proc/${await postmaster()}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
    expect(/^CapEff:\s+(\w+)/m.exec(status)?.[1]).toMatch(/^0+$/);
    await server.close();
  });

  test('below a folder that only root may enter', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    dataDir = join(closed, 'data');
    const server = await openInProcess({ dataDir, own: true });
    const status = await readFile(`/proc/${await postmaster()}/status`, 'utf8');
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0');
    expect((await stat(closed)).mode & 0o777).toBe(0o700);
    await server.close();
    const again = await openInProcess({ dataDir, own: true });
    await again.close();
  });

  test('an ordinary user needs nothing else', async () => {
    const user = nobody();
    await chown(folder, user.uid, user.gid);
    const server = await openInProcess({ dataDir, own: true, user });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    await server.query(`INSERT INTO shared.organizations (slug) VALUES ('kept')`);
    await server.kill();
    const next = await openInProcess({ dataDir, own: true, user });
    expect(await next.query(`SELECT slug FROM shared.organizations`)).toEqual([{ slug: 'kept' }]);
    const killed = await postmaster();
    process.kill(killed, 'SIGKILL');
    await expect.poll(postmaster, { timeout: 20_000 }).not.toBe(killed);
    const alive = () => next.query('SELECT 1 AS one').catch((error: Error) => error.message);
    await expect.poll(alive, { timeout: 20_000 }).toEqual([{ one: 1 }]);
    await next.close();
  });
});
