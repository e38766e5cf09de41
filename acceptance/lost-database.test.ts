import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photo } from '@likeness/test-kit';
import { afterEach, describe, expect, test } from 'vitest';
import { clientOf } from './harness/client.ts';
import { onEmbedded } from './harness/engines-under-test.ts';
import { startServer, type TestServer } from './harness/server.ts';

let server: TestServer;
afterEach(() => server.remove());

const pidFile = () => join(server.dataDir, 'database', 'postmaster.pid');
const postmaster = async () => Number((await readFile(pidFile(), 'utf8')).split('\n')[0]);

/** Processes of PostgreSQL that serve a connection of `likeness`. */
async function backends(): Promise<number[]> {
  const parent = `PPid:\t${await postmaster()}\n`;
  const read = (pid: string, file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const found: number[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || !(await read(pid, 'status')).includes(parent)) continue;
    if ((await read(pid, 'cmdline')).startsWith('postgres: likeness likeness ')) found.push(Number(pid));
  }
  return found;
}

/** Four who upload until they are told to stop; what they are answered does not matter. */
function load() {
  const stopped = new AbortController();
  const one = async (userId: string) => {
    const user = clientOf(server, { userId });
    for (let seed = 0; !stopped.signal.aborted; seed += 1) {
      await user.upload(await photo({ width: 60, height: 60, seed })).catch(() => {});
    }
  };
  const all = Promise.all(['ann', 'ben', 'cat', 'dan'].map(one));
  return {
    async stop() {
      stopped.abort();
      await all;
    },
  };
}

const uploads = async () => (await clientOf(server).upload(await photo())).status;
const RECOVERED = { timeout: 90_000, interval: 250 };

/** SIGTERM ends everything: the server, its processes, the database. */
async function expectStop(): Promise<void> {
  const begin = performance.now();
  expect(await server.stop()).toBe(0);
  expect(performance.now() - begin).toBeLessThan(60_000);
  expect(existsSync(pidFile())).toBe(false);
}

describe.runIf(onEmbedded && process.platform === 'linux')('the database dies under load', () => {
  test('backends are killed: the server recovers each time and ends on SIGTERM', async () => {
    server = await startServer({ LIKENESS_DATABASE_POOL_SIZE: '4' });
    for (let round = 0; round < 3; round += 1) {
      const uploading = load();
      await expect.poll(async () => (await backends()).length).toBeGreaterThan(2);
      const pids = await backends();
      process.kill(pids[round % pids.length] ?? 0, 'SIGKILL');
      await expect.poll(uploads, RECOVERED).toBe(201);
      await uploading.stop();
    }
    await expectStop();
  });

  test('the postmaster is killed under several processes', async () => {
    server = await startServer({ LIKENESS_DATABASE_POOL_SIZE: '4', LIKENESS_PROCESSES: '2' });
    const uploading = load();
    await expect.poll(async () => (await backends()).length).toBeGreaterThan(4);
    process.kill(await postmaster(), 'SIGKILL');
    await expect.poll(uploads, RECOVERED).toBe(201);
    await uploading.stop();
    await expectStop();
  });
});
