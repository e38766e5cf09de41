import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { photo } from '@likeness/test-kit';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBackup } from '../backup/create-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { keepLedger } from '../erasures/ledger.ts';
import { createEventBus } from '../events/event-bus.ts';
import { deliverOutbox } from '../outbox/deliver-outbox.ts';
import { parseFraming } from '../portraits/framing.ts';
import { receiveFile } from '../portraits/temporary-file.ts';
import { uploadPortrait } from '../portraits/upload-portrait.ts';
import { dumpDatabase, dumpObjects } from '../testing/dump.ts';
import { sendPicture } from '../testing/send-picture.ts';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';
import { createTestDatabase } from '../testing/test-database.ts';
import { sendPhotos, somePhoto } from '../testing/test-photos.ts';
import { erasePerson } from './erase-person.ts';
import { PEOPLE_CHANNEL } from './forget-person.ts';

/** Nothing of these is found by chance. */
const NAME = 'anna.planted@5521.example';
const BODY = 'Body-of-Planted-77';
const TAG = 'planted-tag-8861';
const ISSUED = 'planted-key-3390';

let test: TestBodies;
let boss: { authorization: string };
let anna: { authorization: string };
let folder: string;
const logged: Buffer[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-erase-person-'));
  test = await createTestBodies({
    env: { LIKENESS_KEEP_PHOTOS: '2' },
    logTo: { write: (text) => void logged.push(Buffer.from(text)) },
  });
  boss = await test.as({ userId: 'boss', role: 'admin' });
  anna = await test.as({ userId: NAME });
});
afterAll(async () => {
  await test.close();
  await rm(folder, { recursive: true, force: true });
});

const keys = async (prefix: string) =>
  (await test.services.store.list({ prefix })).objects.map(({ key }) => key);
const erase = (who: { authorization: string }, id: string) =>
  test.call(who, 'POST', `/api/v1/admin/people/${id}/erasure`);
const people = async (q = '') =>
  (await test.call(boss, 'GET', `/api/v1/admin/people?q=${encodeURIComponent(q)}`)).json().data;

async function traced(): Promise<string[]> {
  const { database, store } = test.services;
  const hay = [...(await dumpDatabase(database.pool)), ...(await dumpObjects(store)), ...logged];
  return [NAME, BODY, TAG, ISSUED].filter((needle) => hay.some((part) => part.includes(needle)));
}

/** Has everything told that waits in the outbox, as the server does. */
async function tell(): Promise<void> {
  const { database, store } = test.services;
  const bus = createEventBus({ db: database.db, log: pino({ level: 'silent' }) });
  keepLedger({ bus, db: database.db, store });
  const failures: unknown[] = [];
  const onFailure = (_row: unknown, error: unknown) => failures.push(error);
  while (
    (await deliverOutbox({ db: database.db, deliver: bus.dispatch, onFailure })) > 0 &&
    failures.length === 0
  );
  expect(failures).toEqual([]);
}

/** Two pictures, of which one is somebody else's too; a body by tape; one whose photos wait; what is shared. */
async function plant(): Promise<{ id: string; shared: string; own: string }> {
  const bob = await test.as({ userId: 'bob' });
  const own = await sendPicture(test, anna, 1);
  const shared = await sendPicture(test, anna, 2);
  expect(await sendPicture(test, bob, 2)).toBe(shared);
  const given = { name: BODY, sex: 'female', measurements: FOUR, tags: [TAG] };
  const made = await test.call(anna, 'POST', `${AVATARS}/measurement-based`, given, {
    'idempotency-key': ISSUED,
  });
  expect(made.statusCode).toBe(202);
  const bobs = await test.ready('bob');
  // the photos of this one wait for their job
  const front = await somePhoto();
  expect((await sendPhotos(test, anna, { name: BODY, front, height: '168' })).statusCode).toBe(202);
  const { database } = test.services;
  await database.pool.query(
    `INSERT INTO shared.sessions (user_id, role, expires_at) SELECT id, 'user', now() + interval '1 day'
     FROM shared.users WHERE subject = $1`,
    [NAME],
  );
  await database.pool.query(
    `INSERT INTO shared.entities (organization_id, type, name, owner_id) SELECT organization_id, 'agent', 'helper', id
     FROM shared.users WHERE subject = $1`,
    [NAME],
  );
  const share = { userId: NAME };
  expect((await test.call(bob, 'POST', `${AVATARS}/${bobs}/shares`, share)).statusCode).toBe(201);
  const [{ id }] = await people(NAME);
  return { id, shared, own };
}

it('erases a person for good, and says what went', async () => {
  const { id, shared, own } = await plant();
  expect(await traced()).toEqual([NAME, BODY, TAG, ISSUED]);
  expect(await keys(`photos/${id}/`)).not.toEqual([]);
  expect(await keys('bodies/')).not.toEqual([]);
  const { store, database } = test.services;
  await createBackup({ url: database.url, store, to: join(folder, 'backup') });

  const elsewhere = await test.as({ userId: 'boss', role: 'admin', organization: 'acme' });
  expect((await erase(elsewhere, id)).json()).toMatchObject({ status: 404, code: 'not_found' });
  expect((await erase(boss, '00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
  expect((await erase(boss, NAME)).json().code).toBe('malformed_id');
  expect((await erase(anna, id)).statusCode).toBe(403);
  expect(await people(NAME)).toHaveLength(1);

  const blobs = await keys('blobs/');
  const answer = await erase(boss, id);
  expect(answer.statusCode).toBe(200);
  const certificate = answer.json().data;
  expect(certificate).toMatchObject({
    person: id,
    portraits: 2,
    pictures: 1,
    bodies: 2,
    photos: 1,
    keysDestroyed: 1,
  });
  expect(certificate.bytes).toBeGreaterThan(0);
  expect(certificate.requestId).toBe(answer.headers['x-request-id']);

  expect(await keys(`photos/${id}/`)).toEqual([]);
  expect((await keys('blobs/')).length).toBe(blobs.length / 2);
  const picture = (avatarId: string) => test.call({}, 'GET', `/avatars/${avatarId}/small.jpg`);
  expect([(await picture(own)).statusCode, (await picture(shared)).statusCode]).toEqual([404, 200]);
  expect(await people(NAME)).toEqual([]);
  await tell();
  expect(await traced()).toEqual([]);
  const audit = await test.call(boss, 'GET', '/api/v1/admin/audit?action=person.erased');
  expect(audit.json().data).toMatchObject([{ subject: id, details: certificate }]);

  const verify = async (sent: object) =>
    (await test.call(boss, 'POST', '/api/v1/admin/erasures/verify', sent)).json();
  expect((await verify(certificate)).data).toEqual({ genuine: true });
  expect((await verify({ ...certificate, bytes: certificate.bytes + 1 })).data).toEqual({ genuine: false });
  expect((await verify({ ...certificate, signature: 'x' })).data).toEqual({ genuine: false });
  expect((await verify({ ...certificate, note: 'x' })).code).toBe('invalid_value');

  const again = (await erase(boss, id)).json().data;
  const nothing = { portraits: 0, pictures: 0, bytes: 0, bodies: 0, photos: 0, keysDestroyed: 0 };
  expect(again).toMatchObject({ person: id, ...nothing });
});

it('whoever comes again is somebody new', async () => {
  expect((await test.call(anna, 'GET', '/api/v1/users/me/avatar/info')).statusCode).toBe(404);
  const [back] = await people(NAME);
  expect(back).toMatchObject({ userId: NAME, portraits: 0, bodies: 0 });
  await sendPicture(test, anna, 3);
  expect(await people(NAME)).toMatchObject([{ id: back.id, portraits: 1 }]);
  expect((await erase(boss, back.id)).json().data).toMatchObject({ portraits: 1, pictures: 1 });
  expect(await traced()).toEqual([]);
});

it('every process learns of it; what comes late under the old id is refused', async () => {
  await test.listen();
  const { database, portraits, bodies } = test.services;
  const listening = async () =>
    (
      await database.pool.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'
         AND application_name = 'likeness listener' AND query IN ($1, 'SELECT 1')`,
        [`LISTEN "${PEOPLE_CHANNEL}"`],
      )
    ).rowCount;
  // when it begins everybody is asked for again, once
  await expect.poll(listening, { timeout: 20_000 }).toBe(1);
  const who = { userId: 'dora' };
  await sendPicture(test, await test.as(who), 4);
  const [{ id }] = await people('dora');
  const { rows } = await database.pool.query('SELECT organization_id FROM shared.users WHERE id = $1', [id]);
  const organizationId: string = rows[0].organization_id;
  await test.call(await test.as(who), 'GET', '/api/v1/session');
  expect(await people('dora')).toMatchObject([{ id }]);
  // as another process does it
  const by = { userId: id, requestId: 'test' };
  await erasePerson(test.services, { person: id, organizationId, by });
  const newcomers = async () => {
    await test.call(await test.as(who), 'GET', '/api/v1/session');
    return (await people('dora')).length;
  };
  await expect.poll(newcomers, { timeout: 20_000 }).toBe(1);
  const bytes = await photo({ width: 100, height: 100, seed: 5 });
  const dir = test.services.config.pictures.temporaryDir;
  const file = await receiveFile(Readable.from([bytes]), { dir, maxSize: 1e7 });
  const late = uploadPortrait(portraits.context, {
    actor: { ...by, organizationId },
    entity: { id, organizationId },
    file,
    framing: parseFraming({}),
  }).finally(file.dispose);
  await expect(late).rejects.toMatchObject({ code: 'not_found' });
  await expect(bodies.context.sealing.toStore(id)).rejects.toMatchObject({ code: 'not_found' });
});

it('an admin may erase themselves, and is somebody new with the next request', async () => {
  const [{ id }] = await people('boss');
  expect((await erase(boss, id)).json().data).toMatchObject({ person: id, by: id });
  const [after] = await people('boss');
  expect(after.id).not.toBe(id);
});

it('a backup of before, restored, knows nobody by that name', async () => {
  await tell();
  const target = await createTestDatabase({ empty: true });
  try {
    await restoreBackup({ url: target.url, store: test.services.store, from: join(folder, 'backup') });
    const names = await dumpDatabase(target.pool);
    expect(names.some((part) => part.includes('bob'))).toBe(true);
    expect([NAME, BODY, TAG, ISSUED].filter((needle) => names.some((part) => part.includes(needle)))).toEqual(
      [],
    );
    const { rows } = await target.pool.query(
      `SELECT count(*)::int AS n FROM shared.users WHERE subject LIKE 'erased:%' AND erased_at IS NOT NULL`,
    );
    expect(rows[0].n).toBeGreaterThan(0);
    const { rows: left } = await target.pool.query(
      `SELECT (SELECT count(*)::int FROM shared.sessions) AS sessions, (SELECT count(*)::int FROM avatar.shares) AS shares,
         (SELECT array_agg(owner_id) FROM shared.entities WHERE name = 'helper') AS owners`,
    );
    expect(left).toEqual([{ sessions: 0, shares: 0, owners: [null] }]);
  } finally {
    await target.drop();
  }
});
