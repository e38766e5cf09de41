import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { renditionBytes, type StoreForTests, storeForTests } from '../testing/store-for-tests.ts';
import { audit } from './audit.ts';

let made: StoreForTests;
let key: string;
beforeEach(async () => {
  made = await storeForTests();
  key = await addPhoto(Buffer.concat([Buffer.of(1), randomBytes(300)]));
});
afterEach(() => made.close());

const sql = (text: string, values: unknown[] = []) => made.database.pool.query(text, values);

/** A photo that waits for its job, as an upload leaves it. @returns its key */
async function addPhoto(bytes: Buffer): Promise<string> {
  const subject = randomBytes(6).toString('hex');
  const { rows } = await sql(
    `WITH u AS (INSERT INTO shared.users (organization_id, issuer, subject) VALUES ($1, 'test', $2) RETURNING id),
     a AS (INSERT INTO avatar.avatars (organization_id, user_id, name, sealed) SELECT $1, id, 'A', '' FROM u RETURNING id, user_id),
     j AS (INSERT INTO avatar.processing_jobs (avatar_id, job_type) SELECT id, 'avatar:process-photos' FROM a)
     INSERT INTO avatar.photos (avatar_id, user_id, type, state, original_key, file_size, sha256, consent_version,
       consent_given, keep_until)
     SELECT id, user_id, 'front', 'stored', 'photos/' || user_id || '/' || gen_random_uuid(), $3, $4, '1', 'stated',
       now() - interval '2 h' FROM a RETURNING original_key`,
    [made.organizationId, subject, bytes.length, createHash('sha256').update(bytes).digest()],
  );
  const { original_key: own } = rows[0];
  await made.store.put({ key: own, body: bytes });
  return own;
}

async function breaches(): Promise<[string, string][]> {
  const report = await audit({
    databaseUrl: made.database.url,
    store: made.store,
    grace: 0,
    patience: 3_600_000,
    settle: 0,
    parallel: 4,
    temporary: [],
  });
  return report.checks.flatMap(({ check, listed }) =>
    listed.map(({ what }): [string, string] => [check, what]),
  );
}

test('a photo that waits for its job is as it should be, however long it waits', async () => {
  expect(await breaches()).toEqual([]);
});

test('a photo that is gone, changed or not sealed', async () => {
  await made.store.delete({ keys: [key] });
  expect((await breaches()).map(([check]) => check)).toEqual(['photos read back sealed, as recorded']);
  await made.store.put({ key, body: Buffer.concat([Buffer.of(1), randomBytes(300)]) });
  expect(await breaches()).toEqual([['photos read back sealed, as recorded', 'the object is another one']]);
  await made.store.put({ key, body: renditionBytes('jpeg') });
  expect(await breaches()).toEqual([['photos read back sealed, as recorded', 'the object is not sealed']]);
});

test('a photo that nobody will read any more and that is still there', async () => {
  await sql(`UPDATE avatar.processing_jobs SET status = 'completed'`);
  expect(await breaches()).toEqual([
    ['photos go when their time is over', expect.stringMatching(/2 hours ago/)],
  ]);
});

test('a photo that was deleted long ago and whose object is still there, also while a job waits', async () => {
  await sql(`UPDATE avatar.photos SET state = 'removing'`);
  expect(await breaches()).toEqual([
    ['photos go when their time is over', expect.stringMatching(/2 hours ago/)],
  ]);
});

test('an object that no row speaks of, or whose photo counts as deleted', async () => {
  await made.store.put({ key: 'photos/somebody/something', body: Buffer.from('x') });
  expect(await breaches()).toEqual([['objects of photos have a row', 'no row speaks of the object']]);
  await made.store.delete({ keys: ['photos/somebody/something'] });
  await sql(`UPDATE avatar.photos SET state = 'deleted'`);
  expect(await breaches()).toEqual([['objects of photos have a row', 'no row speaks of the object']]);
});
