import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cleanBodies } from '../cleanup/clean-bodies.ts';
import type { Jobs } from '../jobs/create-jobs.ts';
import { MEASURED, processHere } from '../testing/photo-job.ts';
import { runJobsLive, watch } from '../testing/run-jobs-live.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import { aborted, deferred } from '../testing/test-jobs.ts';
import { photoObjects, sendPhotos, somePhoto } from '../testing/test-photos.ts';
import type { PhotoThreads } from './photo-threads/photo-threads.ts';

let test: TestBodies;
let url: string;
let front: Buffer;
let threads: PhotoThreads;
beforeAll(async () => {
  test = await createTestBodies({ env: { LIKENESS_QUEUE_RATE: 'off', LIKENESS_JOB_ATTEMPTS: '1' } });
  [url, front] = await Promise.all([test.listen(), somePhoto()]);
  threads = test.services.bodies.context.photoThreads;
});
afterAll(() => test.close());
afterEach(() => {
  test.services.bodies.context.photoThreads = threads;
});

const sql = (text: string, values: unknown[] = []) => test.services.database.pool.query(text, values);
const call = (who: string, method: 'GET' | 'POST' | 'DELETE', path: string) =>
  test.call(who, method, `${AVATARS}/${path}`);

async function send(who: string): Promise<{ id: string; jobId: string }> {
  const answer = await sendPhotos(test, who, { name: 'Me', front, height: '170', side: front });
  if (answer.statusCode !== 202) throw new Error(answer.body);
  return { id: answer.json().avatarId, jobId: answer.json().processingJobId };
}
const objectsOf = async (who: string) => {
  const { entity } = (await test.call(who, 'GET', '/api/v1/session')).json().data;
  return (await photoObjects(test)).filter((key) => key.startsWith(`photos/${entity.id}/`));
};
/** The photo engine as it is when it fails, or hangs. */
const engine = (read: PhotoThreads['read']) => {
  test.services.bodies.context.photoThreads = { ...threads, read };
};

describe('a signed address', () => {
  it('opens one photo to whoever has it, and nothing else', async () => {
    const { id } = await send('signer');
    const { data } = (await call('signer', 'GET', `${id}/photos`)).json();
    expect(data.map(({ type }: { type: string }) => type)).toEqual(['front', 'side']);
    const address = new URL(data[0].url);
    const opened = await test.call({}, 'GET', address.pathname + address.search);
    expect([opened.statusCode, opened.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(opened.headers).toMatchObject({
      'cache-control': 'private, no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(opened.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    const wrong = [
      address.pathname,
      new URL(data[1].url).pathname + address.search,
      `${address.pathname}${address.search.replace(/expires=\d/, 'expires=9')}`,
    ];
    for (const path of wrong) {
      const answer = await test.call({}, 'GET', path);
      expect([path, answer.statusCode, answer.json().code]).toEqual([path, 404, 'photo_not_found']);
    }
    expect((await test.call({}, 'DELETE', address.pathname + address.search)).statusCode).toBe(405);
    const head = await test.app.inject({ method: 'HEAD', url: address.pathname + address.search });
    expect([head.statusCode, head.headers['content-type']]).not.toContain('image/jpeg');
    expect(head.statusCode).toBe(405);
    expect((await call('signer', 'DELETE', `${id}`)).statusCode).toBe(204);
    expect((await test.call({}, 'GET', address.pathname + address.search)).statusCode).toBe(404);
  });

  it('photos, landmarks and overlays are 404 to everybody else, also to an admin', async () => {
    const { id } = await send('private');
    const { data } = (await call('private', 'GET', `${id}/photos`)).json();
    const photo = `${AVATARS}/${id}/photos/${data[0].id}`;
    const strangers = [
      await test.as({ userId: 'mallory' }),
      await test.as({ userId: 'boss', role: 'admin' }),
      await test.as({ userId: 'private', organization: 'other' }),
    ];
    for (const stranger of strangers) {
      for (const [method, path] of [
        ['GET', `${AVATARS}/${id}/photos`],
        ['DELETE', `${AVATARS}/${id}/photos`],
        ['GET', `${photo}/landmarks`],
        ['GET', `${photo}/overlay`],
        ['POST', `${AVATARS}/${id}/retry`],
      ] as const) {
        const answer = await test.call(stranger, method, path);
        expect([path, answer.json().code]).toEqual([path, 'avatar_not_found']);
      }
    }
    expect((await test.call('private', 'GET', `${photo}/landmarks`)).json().code).toBe('photo_not_read');
    await test.call('private', 'POST', `${AVATARS}/${id}/shares`, { userId: 'friend' });
    expect((await call('friend', 'GET', `${id}/photos`)).json().code).toBe('forbidden');
    expect((await call('friend', 'GET', id)).json().photos).toBeNull();
  });
});

describe('photos go', () => {
  it('when their owner deletes them, and the job that needs them is cancelled', async () => {
    const { id, jobId } = await send('owner');
    expect(await objectsOf('owner')).toHaveLength(2);
    expect((await call('owner', 'DELETE', `${id}/photos`)).statusCode).toBe(204);
    expect(await objectsOf('owner')).toEqual([]);
    expect((await call('owner', 'GET', `${id}/jobs/${jobId}`)).json().status).toBe('cancelled');
    expect((await call('owner', 'GET', id)).json()).toMatchObject({
      status: 'error',
      photos: { state: 'deleted' },
    });
  });

  it('when the job is cancelled before it began', async () => {
    const { id, jobId } = await send('canceller');
    expect((await call('canceller', 'POST', `${id}/jobs/${jobId}/cancel`)).statusCode).toBe(200);
    expect(await objectsOf('canceller')).toEqual([]);
    expect((await call('canceller', 'POST', `${id}/retry`)).json().code).toBe('photos_gone');
  });

  it('with the avatar when it is erased, and with everything when everything is', async () => {
    const { id } = await send('eraser');
    await send('eraser');
    expect(await objectsOf('eraser')).toHaveLength(4);
    expect((await call('eraser', 'DELETE', `${id}?hard=true`)).statusCode).toBe(204);
    expect(await objectsOf('eraser')).toHaveLength(2);
    await test.call('eraser', 'DELETE', `${AVATARS}?hard=true`);
    expect(await objectsOf('eraser')).toEqual([]);
    const { rows } = await sql(`SELECT FROM avatar.photos WHERE avatar_id IS NULL`);
    expect(rows).toEqual([]);
  });

  it('at the next cleanup: when nobody read them in time, left over by a crash, without a row', async () => {
    const { id } = await send('late');
    await send('waiting');
    const { store, config, database } = test.services;
    const clean = (grace = config.cleanup.grace) =>
      cleanBodies({ store, db: database.db, config: { ...config, cleanup: { ...config.cleanup, grace } } });
    await sql(`UPDATE avatar.photos SET keep_until = now() - interval '1 s'`);
    await clean();
    // a job still waits for them
    expect([await objectsOf('late'), await objectsOf('waiting')].map(({ length }) => length)).toEqual([2, 2]);
    await sql(`UPDATE avatar.processing_jobs SET status = 'failed' WHERE avatar_id = $1`, [id]);
    await clean();
    expect(await objectsOf('late')).toEqual([]);
    expect((await call('late', 'GET', `${id}/photos`)).json().data[0]).toMatchObject({
      url: null,
      deletedAt: expect.any(String),
    });
    // what a crash leaves: rows that no avatar has, and objects that no row has
    await sql(
      `UPDATE avatar.photos p SET avatar_id = NULL, state = 'pending', uploaded_at = now() - interval '2 h'
       FROM avatar.photos q WHERE p.id = q.id AND p.state = 'stored'`,
    );
    const stray = 'photos/00000000-0000-4000-8000-000000000000/00000000-0000-4000-8000-000000000001';
    await store.put({ key: stray, body: Buffer.from('stray') });
    await clean();
    expect(await photoObjects(test)).toEqual([stray]);
    await clean(0);
    expect(await photoObjects(test)).toEqual([]);
  });
});

describe('while a worker is at it', () => {
  let jobs: Jobs | undefined;
  beforeEach(() => {
    jobs = undefined;
  });
  afterEach(async () => {
    await jobs?.stop();
  });

  it('cancelled in the middle, the thread ends and no object is left', async () => {
    const reading = deferred<void>();
    engine(async (_task, onStep, signal) => {
      await onStep('background');
      reading.resolve();
      return aborted(signal);
    });
    const { id, jobId } = await send('hasty');
    const client = await watch(test, url, 'hasty', id);
    jobs = await runJobsLive(test);
    await reading.promise;
    expect((await call('hasty', 'POST', `${id}/jobs/${jobId}/cancel`)).statusCode).toBe(200);
    const told = await client.until('avatar:processing:error');
    expect(told).toMatchObject({ error: 'job_cancelled', retryable: false });
    expect(await objectsOf('hasty')).toEqual([]);
    client.socket.disconnect();
  });

  it('cancelled while the last step is written, nothing of the photos is kept', async () => {
    const { id, jobId } = await send('racer');
    engine(async () => {
      await call('racer', 'POST', `${id}/jobs/${jobId}/cancel`);
      return { result: MEASURED };
    });
    await expect(processHere(test, { id, jobId })).rejects.toThrow('no longer');
    expect(await objectsOf('racer')).toEqual([]);
    expect((await call('racer', 'GET', id)).json().status).toBe('error');
  });

  it('an engine that fails is ours: the photos wait for another try', async () => {
    engine(async () => {
      throw new Error('the engine broke');
    });
    const { id } = await send('patient');
    const client = await watch(test, url, 'patient', id);
    jobs = await runJobsLive(test);
    expect(await client.until('avatar:processing:error')).toMatchObject({
      error: 'job_failed',
      retryable: true,
    });
    const { photos, status } = (await call('patient', 'GET', id)).json();
    expect([status, photos.state]).toEqual(['error', 'kept']);
    const hours = (Date.parse(photos.keptUntil) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(23);
    expect(hours).toBeLessThanOrEqual(24);

    engine(async () => ({ unreadable: 'no picture' }));
    const again = await test.call('patient', 'POST', `${AVATARS}/${id}/retry`, undefined, {
      'idempotency-key': 'r',
    });
    expect([again.statusCode, again.json().status]).toEqual([202, 'processing']);
    const repeated = await test.call('patient', 'POST', `${AVATARS}/${id}/retry`, undefined, {
      'idempotency-key': 'r',
    });
    expect(repeated.json().processingJobId).toBe(again.json().processingJobId);
    expect(await client.until('avatar:processing:error', 2)).toMatchObject({
      error: 'damaged_image',
      retryable: false,
    });
    expect(await objectsOf('patient')).toEqual([]);
    expect((await call('patient', 'POST', `${id}/retry`)).json().code).toBe('photos_gone');
    client.socket.disconnect();
  });

  it('an avatar that is not in error is not tried again; one made by tape is', async () => {
    const id = await test.ready('taped');
    expect((await call('taped', 'POST', `${id}/retry`)).json().code).toBe('nothing_to_retry');
    await sql(`UPDATE avatar.avatars SET status = 'error' WHERE id = $1`, [id]);
    const client = await watch(test, url, 'taped', id);
    jobs = await runJobsLive(test);
    const answer = await call('taped', 'POST', `${id}/retry`);
    expect(answer.statusCode).toBe(202);
    const { processingJobId } = answer.json();
    await client.until('avatar:processing:complete', 2);
    expect((await test.call('taped', 'GET', `/api/v1/jobs/${processingJobId}`)).json().status).toBe(
      'completed',
    );
    client.socket.disconnect();
  });
});
