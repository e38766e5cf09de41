import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DatabaseProcess, openInProcess } from '../testing/database-process.ts';
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts';
import { deferred } from '../testing/test-jobs.ts';
import { lockDataDirectory } from './data-directory-lock.ts';
import { cut } from './pool.ts';

let folder: string;
let database: TestDatabase;
const opened: DatabaseProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-lock-'));
  database = await createTestDatabase();
});
afterEach(async () => {
  for (const { child } of opened.splice(0)) child.kill('SIGKILL');
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function server(name: string) {
  const dataDir = join(folder, name);
  const process = await openInProcess({ dataDir, own: true, env: { DATABASE_URL: database.url } });
  opened.push(process);
  return process;
}
const owners = async () => {
  const { rows } = await database.pool.query<{ pid: number }>(
    `SELECT pid FROM pg_stat_activity JOIN pg_locks USING (pid)
     WHERE application_name = 'likeness owner' AND locktype = 'advisory' AND granted
       AND datname = current_database()`,
  );
  return rows.map(({ pid }) => pid);
};
const REFUSED = /^LIKENESS_DATA_DIR: .*\/one is in use by another server/;

test('with DATABASE_URL a data directory has one server; others share the database', async () => {
  const first = await server('one');
  expect((await stat(join(folder, 'one', 'data-id'))).mode & 0o777).toBe(0o600);
  await expect(server('one')).rejects.toThrow(REFUSED);
  const other = await server('two');
  expect(await other.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await first.close();
  const next = await server('one');
  await next.kill();
  await server('one');
});

test('a lock whose connection broke is taken again', async () => {
  await server('one');
  const [before = 0] = await owners();
  await database.pool.query('SELECT pg_terminate_backend($1)', [before]);
  const others = async () => (await owners()).filter((pid) => pid !== before);
  await expect.poll(others, { timeout: 20_000 }).toEqual([expect.any(Number)]);
  await expect(server('one')).rejects.toThrow(REFUSED);
});

test('one’s own session that lingers is no other server; a server that was quicker is told of', async () => {
  const { hostname, port, href } = new URL(database.url);
  // a way on which the server does not hear that the other side is gone
  const relay = createServer((near) => {
    const far = connect(Number(port), hostname);
    near
      .on('error', () => {})
      .pipe(
        far.on('error', () => {}),
        { end: false },
      );
    far.pipe(near);
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  const way = new URL(href);
  [way.hostname, way.port] = ['127.0.0.1', String((relay.address() as AddressInfo).port)];
  const taken = deferred<Error>();
  const held = await lockDataDirectory({ url: way.href, dataDir: folder, onTaken: taken.resolve });
  const [before = 0] = await owners();
  if (held.client) cut(held.client);
  await expect.poll(async () => (await owners()).filter((pid) => pid !== before)).toHaveLength(1);

  relay.close();
  await database.pool.query('SELECT pg_terminate_backend(pid) FROM unnest($1::int[]) AS pid', [
    await owners(),
  ]);
  const second = await lockDataDirectory({ url: database.url, dataDir: folder, onTaken() {} });
  relay.listen(Number(way.port), '127.0.0.1');
  expect((await taken.promise).message).toMatch(/^LIKENESS_DATA_DIR: .* is in use by another server/);
  await Promise.all([held.release(), second.release()]);
  relay.close();
});
