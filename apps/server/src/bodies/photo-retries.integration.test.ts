import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { Problem } from '../errors.ts';
import { failHere, MEASURED, processHere, REFUSED } from '../testing/photo-job.ts';
import { AVATARS, createTestBodies, FOUR, type TestBodies } from '../testing/test-bodies.ts';
import { photoObjects, sendPhotos, somePhoto } from '../testing/test-photos.ts';
import type { PhotoAnswer } from './photo-threads/photo-tasks.ts';
import { createPhotoThreads, type PhotoThreads } from './photo-threads/photo-threads.ts';

let test: TestBodies;
let front: Buffer;
let before: TestBodies['services']['bodies']['context'];
beforeAll(async () => {
  test = await createTestBodies();
  before = { ...test.services.bodies.context };
  front = await somePhoto();
});
afterAll(() => test.close());
afterEach(async () => {
  Object.assign(test.services.bodies.context, before);
  await sql('UPDATE avatar.photos SET avatar_id = NULL');
  await test.services.database.pool.query('DELETE FROM avatar.avatars');
});

const sql = (text: string, values: unknown[] = []) => test.services.database.pool.query(text, values);
const engine = (read: PhotoThreads['read']) => {
  test.services.bodies.context.photoThreads = { ...before.photoThreads, read };
};
const put = (id: string, body: object) => test.call('ann', 'PUT', `${AVATARS}/${id}/measurements`, body);
const jobsOf = async (id: string) =>
  (
    await sql('SELECT job_type FROM avatar.processing_jobs WHERE avatar_id = $1 ORDER BY created_at', [id])
  ).rows.map(({ job_type }) => job_type);

async function send(fields: Record<string, string> = { height: '170' }) {
  const answer = await sendPhotos(test, 'ann', { name: 'Me', front, ...fields });
  if (answer.statusCode !== 202) throw new Error(answer.body);
  return { id: answer.json().avatarId as string, jobId: answer.json().processingJobId as string };
}

it.each<[string, PhotoAnswer]>([
  ['finds no picture', { unreadable: 'no picture' }],
  ['refuses', { result: REFUSED }],
  ['measures', { result: MEASURED }],
])(
  'a worker that wakes late and %s leaves the photos to the one that has the job now',
  async (_what, late) => {
    const made = await send();
    const kept = await photoObjects(test);
    engine(async () => {
      await sql('UPDATE avatar.processing_jobs SET attempts = 2 WHERE id = $1', [made.jobId]);
      return late;
    });
    await expect(processHere(test, made)).rejects.toThrow('no longer');
    const { rows } = await sql('SELECT state, processed_at FROM avatar.photos WHERE avatar_id = $1', [
      made.id,
    ]);
    expect(rows).toEqual([{ state: 'stored', processed_at: null }]);
    expect(await photoObjects(test)).toEqual(kept);
  },
);

it('a photo that is not there is tried again: no answer for good', async () => {
  const made = await send();
  await test.services.store.delete({ keys: await photoObjects(test) });
  const error = await processHere(test, made).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Error);
  expect(error).not.toBeInstanceOf(Problem);
});

it('an engine that cannot be loaded is told apart: no further try helps, and the photos wait', async () => {
  const made = await send();
  const { poseModel } = before.config.photos;
  const broken = createPhotoThreads({ threads: 1, poseModel, segmenter: 'onnx:nowhere.onnx' });
  test.services.bodies.context.photoThreads = broken;
  try {
    await expect(processHere(test, made)).rejects.toMatchObject({ code: 'engine_unusable' });
  } finally {
    await broken.close();
  }
  const { rows } = await sql('SELECT state, processed_at FROM avatar.photos WHERE avatar_id = $1', [made.id]);
  expect(rows).toEqual([{ state: 'stored', processed_at: null }]);
});

/** The database, whose answer to the COMMIT that makes an avatar is lost. */
function losesTheAnswer() {
  const { db } = before;
  const pool = db.$client;
  const connect = async () => {
    const client = await pool.connect();
    let makes = false;
    return new Proxy(client, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name !== 'query') return typeof value === 'function' ? value.bind(target) : value;
        return async (...query: [unknown, ...unknown[]]) => {
          const text = typeof query[0] === 'string' ? query[0] : (query[0] as { text: string }).text;
          makes ||= /insert into "avatar"."avatars"/i.test(text);
          const answer = await Reflect.apply(target.query, target, query);
          if (makes && text === 'COMMIT') throw new Error('Connection terminated unexpectedly');
          return answer;
        };
      },
    });
  };
  return Object.create(db, { $client: { value: { connect } } }) as typeof db;
}

it('photos of an avatar stay when only the answer to its making was lost', async () => {
  test.services.bodies.context.db = losesTheAnswer();
  const kept = (await photoObjects(test)).length;
  expect(
    (await sendPhotos(test, 'ann', { name: 'Me', front, height: '170' })).statusCode,
  ).toBeGreaterThanOrEqual(500);
  const { data } = (await test.call('ann', 'GET', AVATARS)).json();
  expect(data).toHaveLength(1);
  expect(await photoObjects(test)).toHaveLength(kept + 1);
  const { rows } = await sql('SELECT state FROM avatar.photos WHERE avatar_id = $1', [data[0].id]);
  expect(rows).toEqual([{ state: 'stored' }]);
});

it('a body that was typed after its photos were refused can be tried again', async () => {
  const made = await send({});
  engine(async () => ({ result: REFUSED }));
  await expect(processHere(test, made)).rejects.toMatchObject({ code: 'photo_refused' });
  await failHere(test, made);
  const retry = () => test.call('ann', 'POST', `${AVATARS}/${made.id}/retry`);
  expect((await retry()).json().code).toBe('photos_gone');
  expect((await put(made.id, { measurements: FOUR })).statusCode).toBe(200);
  expect((await retry()).statusCode).toBe(202);
  expect(await jobsOf(made.id)).toEqual(['avatar:process-photos', 'avatar:regenerate-model']);
});

it('no model is asked for of a body of which nothing is known yet', async () => {
  const { id } = await send({});
  const nothing = await put(id, { measurements: {}, regenerate: true });
  expect([nothing.statusCode, nothing.json().findings[0].code]).toEqual([422, 'no_measurements']);
  const { id: tall } = await send({ height: '170' });
  const answer = await put(tall, { measurements: {}, sex: 'female' });
  expect([answer.statusCode, answer.json().processingJobId]).toEqual([200, null]);
  expect(await jobsOf(tall)).toEqual(['avatar:process-photos']);
});

it('the height stays what it is, whatever unit and name the next measurements have', async () => {
  const { id } = await send({});
  expect((await put(id, { unit: 'imperial', measurements: { height: 67 } })).statusCode).toBe(200);
  const metric = await put(id, { unit: 'metric', measurements: { waist: 81 } });
  expect([metric.statusCode, metric.json().code]).toEqual([200, undefined]);
  expect(metric.json().measurements.height.value).toBeCloseTo(170.18, 1);
  const renamed = await put(id, { measurements: { stature: 171 } });
  expect([renamed.statusCode, renamed.json().measurements.height.value]).toEqual([200, 171]);
  const kept = await put(id, { unit: 'imperial', measurements: { waist: 32 } });
  expect(kept.json().measurements.height.value).toBeCloseTo(171 / 2.54, 1);
});
