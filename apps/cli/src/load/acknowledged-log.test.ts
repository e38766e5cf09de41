import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acknowledgedLines } from '../audit/acknowledged-lines.ts';
import { AcknowledgedLog } from './acknowledged-log.ts';

const AVATAR = '01234567-89ab-cdef-0123-456789abcdef';
const rendition = (sha256 = 'a'.repeat(64)) => ({ avatarId: AVATAR, name: 'small', format: 'jpeg', sha256 });

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-log-'));
  path = join(folder, 'acknowledged.ndjson');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function promised(): Promise<number> {
  let count = 0;
  for await (const _ of acknowledgedLines(path)) count++;
  return count;
}

test('a picture is promised until the last one who shows it is about to let it go', async () => {
  const log = new AcknowledgedLog(path);
  log.acknowledge('alice', AVATAR, [rendition()]);
  log.acknowledge('bob', AVATAR, [rendition()]);
  log.release('alice', AVATAR);
  log.release('alice', AVATAR);
  expect(await promised()).toBe(2);
  log.release('bob', AVATAR);
  expect(await promised()).toBe(0);
  log.acknowledge('carol', AVATAR, [rendition()]);
  expect(await promised()).toBe(1);
  log.close();
  expect((await readFile(path, 'utf8')).trim().split('\n').length).toBe(4);
});

test('renditions whose bytes changed under the same address are named', () => {
  const log = new AcknowledgedLog(undefined);
  expect(log.acknowledge('alice', AVATAR, [rendition()])).toEqual([]);
  expect(log.acknowledge('alice', AVATAR, [rendition('b'.repeat(64))])).toEqual([`${AVATAR}/small.jpeg`]);
});
