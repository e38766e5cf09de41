import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { SWEEP_LOCK } from '../database/advisory-locks.ts';
import { failHere, MEASURED, processHere, REFUSED } from '../testing/photo-job.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import { photoObjects, sendPhotos, somePhoto } from '../testing/test-photos.ts';
import { openMeasurements } from './avatar-rows.ts';
import type { PhotoThreads } from './photo-threads/photo-threads.ts';
import { removeDuePhotos } from './photos/remove-photos.ts';

let test: TestBodies;
let front: Buffer;
let before: TestBodies['services']['bodies']['context'];
beforeAll(async () => {
  test = await createTestBodies({ env: { LIKENESS_KEEP_PHOTOS: '2' } });
  before = { ...test.services.bodies.context };
  front = await somePhoto();
});
afterAll(() => test.close());
afterEach(() => {
  Object.assign(test.services.bodies.context, before);
});

const call = (who: string, method: 'GET' | 'POST' | 'DELETE', path: string) =>
  test.call(who, method, `${AVATARS}/${path}`);
const engine = (read: PhotoThreads['read']) => {
  test.services.bodies.context.photoThreads = { ...before.photoThreads, read };
};
const keepFor = (keep: number) => {
  const { config } = before;
  test.services.bodies.context.config = { ...config, photos: { ...config.photos, keep } };
};

async function send(who: string): Promise<{ id: string; jobId: string }> {
  const answer = await sendPhotos(test, who, { name: 'Me', front, height: '170' });
  if (answer.statusCode !== 202) throw new Error(answer.body);
  return { id: answer.json().avatarId, jobId: answer.json().processingJobId };
}
const statusOf = async (who: string, { id, jobId }: { id: string; jobId: string }) =>
  (await call(who, 'GET', `${id}/jobs/${jobId}`)).json().status;

/** An avatar whose photos were refused, and kept as the operator wants. */
async function refused(who: string) {
  const made = await send(who);
  engine(async () => ({ result: REFUSED }));
  await expect(processHere(test, made)).rejects.toMatchObject({ code: 'photo_refused' });
  await failHere(test, made);
  const [photo] = (await call(who, 'GET', `${made.id}/photos`)).json().data;
  return { ...made, landmarks: `${made.id}/photos/${photo.id}/landmarks` };
}

it.each([
  ['deleted', (who: string, id: string) => call(who, 'DELETE', `${id}/photos`), 204],
  [
    'no longer needed by a cancelled job',
    (who: string, id: string, jobId: string) => call(who, 'POST', `${id}/jobs/${jobId}/cancel`),
    200,
  ],
])('photos that are %s are shown to nobody, also while a backup copies them', async (_what, act, status) => {
  const who = `backed-up-${status}`;
  const { id, jobId } = await send(who);
  const [kept] = (await call(who, 'GET', `${id}/photos`)).json().data;
  const { pathname, search } = new URL(kept.url);
  const backup = new Client({ connectionString: test.services.database.url });
  await backup.connect();
  await backup.query('SELECT pg_advisory_lock($1)', [String(SWEEP_LOCK)]);
  try {
    expect((await act(who, id, jobId)).statusCode).toBe(status);
    const [listed] = (await call(who, 'GET', `${id}/photos`)).json().data;
    expect(listed).toMatchObject({ url: null, keptUntil: null });
    expect((await call(who, 'GET', id)).json().photos.state).toBe('deleted');
    expect((await test.call({}, 'GET', pathname + search)).statusCode).toBe(404);
  } finally {
    await backup.end();
  }
  expect(await removeDuePhotos(test.services.bodies.context)).toBe(1);
  expect(await photoObjects(test)).toEqual([]);
});

it('photos whose time is over are shown to nobody, swept or not', async () => {
  const { id } = await refused('overdue');
  const [kept] = (await call('overdue', 'GET', `${id}/photos`)).json().data;
  const { pathname, search } = new URL(kept.url);
  await test.services.database.pool.query(
    `UPDATE avatar.photos SET keep_until = now() - interval '1 s' WHERE avatar_id = $1`,
    [id],
  );
  expect((await call('overdue', 'GET', `${id}/photos`)).json().data[0].url).toBeNull();
  expect((await test.call({}, 'GET', pathname + search)).statusCode).toBe(404);
  expect((await call('overdue', 'POST', `${id}/retry`)).json().code).toBe('photos_gone');
});

it('photos that are deleted while they are read again are not measured', async () => {
  const { id } = await refused('again');
  const again = (await call('again', 'POST', `${id}/retry`)).json();
  engine(async () => {
    expect((await call('again', 'DELETE', `${id}/photos`)).statusCode).toBe(204);
    return { result: MEASURED };
  });
  const job = { id, jobId: again.processingJobId };
  await expect(processHere(test, job)).rejects.toThrow('no longer');
  expect(await statusOf('again', job)).toBe('cancelled');
  const { database, sealing } = test.services;
  const { rows } = await database.pool.query('SELECT user_id FROM avatar.avatars WHERE id = $1', [id]);
  const { given } = await openMeasurements(database.db, sealing, { id, userId: rows[0].user_id });
  expect(given.photo).toBeNull();
});

it('what was seen goes with the photos, and why they were refused stays', async () => {
  const { id, landmarks } = await refused('shy');
  expect((await call('shy', 'GET', landmarks)).statusCode).toBe(200);
  expect((await call('shy', 'DELETE', `${id}/photos`)).statusCode).toBe(204);
  expect((await call('shy', 'GET', landmarks)).json().code).toBe('photo_not_read');
  const { photos } = (await call('shy', 'GET', id)).json();
  expect(photos.findings).toMatchObject([{ code: 'body_cut_off' }]);
});

it('refused photos that are deleted at once leave nothing that was seen', async () => {
  keepFor(0);
  const { id, landmarks } = await refused('refused');
  expect((await call('refused', 'GET', landmarks)).json().code).toBe('photo_not_read');
  const { photos } = (await call('refused', 'GET', id)).json();
  expect(photos).toMatchObject({ state: 'deleted', findings: [{ code: 'body_cut_off' }] });
});

it('a deleted avatar leaves no photos that nobody has read', async () => {
  const waiting = await send('leaver');
  const { id, jobId } = await send('leaver');
  await failHere(test, { id, jobId });
  const mine = async () => {
    const { entity } = (await test.call('leaver', 'GET', '/api/v1/session')).json().data;
    return (await photoObjects(test)).filter((key) => key.startsWith(`photos/${entity.id}/`));
  };
  expect(await mine()).toHaveLength(2);
  for (const gone of [id, waiting.id]) expect((await call('leaver', 'DELETE', gone)).statusCode).toBe(204);
  expect(await mine()).toEqual([]);
  expect((await call('leaver', 'POST', `${waiting.id}/restore`)).statusCode).toBe(200);
  expect(await statusOf('leaver', waiting)).toBe('cancelled');
});
