import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  addPicture,
  type MadePicture,
  type StoreForTests,
  storeForTests,
} from '../testing/store-for-tests.ts';
import { checkAcknowledged } from './check-acknowledged.ts';

let made: StoreForTests;
let picture: MadePicture;
let pool: Pool;

beforeEach(async () => {
  made = await storeForTests();
  picture = await addPicture(made);
  pool = new Pool({ connectionString: made.database.url });
  pool.on('error', () => {}); // the database is dropped while connections say farewell
});
afterEach(async () => {
  await pool.end();
  await made.close();
});

async function check(lines: object[]) {
  const acknowledged = join(made.objectsDir, '..', 'acknowledged.ndjson');
  await writeFile(acknowledged, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const [report] = await checkAcknowledged({
    pool,
    store: made.store,
    grace: 0,
    patience: 0,
    settle: { left: 0 },
    parallel: 2,
    temporary: [],
    acknowledged,
  });
  return report;
}

async function acknowledged(name = 'small', format = 'jpeg') {
  const bytes = await readFile(join(made.objectsDir, picture.keys[`${name}.${format}`] ?? ''));
  return { avatarId: picture.id, name, format, sha256: createHash('sha256').update(bytes).digest('hex') };
}

test('what was acknowledged reads back', async () => {
  const lines = [await acknowledged(), await acknowledged('large', 'webp')];
  expect(await check([...lines, ...lines])).toMatchObject({ examined: 4, breaches: 0 });
});

test('other bytes than were acknowledged are a breach, although the row agrees with them', async () => {
  const line = { ...(await acknowledged()), sha256: '0'.repeat(64) };
  expect(await check([line])).toMatchObject({
    breaches: 1,
    listed: [{ subject: `${picture.id}/small.jpeg`, what: 'other bytes are stored, against line 1' }],
  });
});

test('a picture that is gone is a breach unless it was deleted after the acknowledgement', async () => {
  const line = await acknowledged();
  const deleted = { avatarId: picture.id, deleted: true };
  await pool.query('DELETE FROM portrait.portraits');
  await pool.query('DELETE FROM portrait.blobs');
  expect(await check([line])).toMatchObject({
    breaches: 1,
    listed: [{ what: 'nothing is stored, against line 1' }],
  });
  expect(await check([line, deleted])).toMatchObject({ breaches: 0 });
  expect(await check([line, deleted, line])).toMatchObject({ examined: 1, breaches: 1 });
});

test('a line that is no acknowledgement stops the audit', async () => {
  await expect(check([await acknowledged(), { avatarId: 'x' }])).rejects.toThrow(/line 2/);
});
