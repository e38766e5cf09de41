import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnPhotos } from '../testing/drawn-photos.ts';
import { runJobsLive, watch } from '../testing/run-jobs-live.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import { photoObjects, sendPhotos } from '../testing/test-photos.ts';
import { storeEnvOf } from '../testing/test-store.ts';
import { processPhotos } from './process-photos.ts';

let test: TestBodies;
let url: string;
let photos: Awaited<ReturnType<typeof drawnPhotos>>;
beforeAll(async () => {
  test = await createTestBodies({ env: { LIKENESS_QUEUE_RATE: 'off' } });
  [url, photos] = await Promise.all([test.listen(), drawnPhotos()]);
});
afterAll(() => test.close());

/** A tenth of what a server takes. */
const takeover = { lock: 1_500, look: 500 };

/** Begins the job in a process of its own and kills that when it is so far. */
async function killAt(percent: number, jobId: string): Promise<void> {
  const file = fileURLToPath(new URL('../testing/photo-job-process.ts', import.meta.url));
  const { config, database } = test.services;
  const child = fork(file, [JSON.stringify({ takeover, at: percent })], {
    execArgv: ['--conditions=source', '--import', 'tsx'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.url,
      LIKENESS_DATA_DIR: config.server.dataDir,
      LIKENESS_QUEUE_RATE: 'off',
      ...storeEnvOf(config),
    },
  });
  const ended = once(child, 'exit');
  try {
    const [begun] = await Promise.race([once(child, 'message'), ended]);
    expect(begun).toBe(jobId);
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

it('measurements that are typed while the photos are read go before what is seen', async () => {
  const { front, side, sex } = photos;
  const answer = await sendPhotos(test, 'typist', { name: 'Me', front, side, sex, height: '168' });
  const { avatarId, processingJobId } = answer.json();
  const path = `${AVATARS}/${avatarId}/measurements`;
  const begin = `UPDATE avatar.processing_jobs SET status = 'processing', attempts = 1 WHERE id = $1`;
  await test.services.database.pool.query(begin, [processingJobId]);
  await processPhotos(test.services.bodies.context, {
    id: processingJobId,
    avatarId,
    attempt: 1,
    signal: new AbortController().signal,
    async progress(percent) {
      if (percent !== 20) return;
      const typed = await test.call('typist', 'PUT', path, { measurements: { waist: 81 } });
      expect(typed.statusCode).toBe(200);
    },
  });
  await test.services.database.pool.query(`UPDATE avatar.processing_jobs SET status = 'completed'`);
  const { measurements, fit } = (await test.call('typist', 'GET', path)).json();
  expect(measurements.waist).toMatchObject({ value: 81, source: 'measured' });
  expect(measurements.hip.source).toBe('photo');
  expect(fit.closes).toBe(true);
});

it.each([
  ['while the photos are read', 20, 1],
  ['when they were read and deleted', 75, 0],
])('a worker is killed with -9 %s: another finishes, once', async (_when, percent, kept) => {
  const { front, sex } = photos;
  const who = `killed-at-${percent}`;
  const answer = await sendPhotos(test, who, { name: 'Me', front, sex, height: '168' });
  const { avatarId, processingJobId } = answer.json();
  const shown = async () => {
    const { headers, json } = await test.call(who, 'GET', `${AVATARS}/${avatarId}/measurements`);
    return { etag: headers.etag, ...json() };
  };
  const before = await shown();
  await killAt(percent, processingJobId);
  expect(await photoObjects(test)).toHaveLength(kept);
  // what the photos told is shown before there is a model
  const read = await shown();
  expect(read.measurements.waist.source).toBe(kept === 0 ? 'photo' : 'inferred');
  expect(read.etag === before.etag).toBe(kept > 0);
  const client = await watch(test, url, who, avatarId);
  const jobs = await runJobsLive(test, { takeover });
  try {
    await client.until('avatar:processing:complete');
  } finally {
    client.socket.disconnect();
    await jobs.stop();
  }
  const job = (await test.call(who, 'GET', `/api/v1/jobs/${processingJobId}`)).json();
  expect(job).toMatchObject({ status: 'completed', attempts: 2, result: { photos: 'deleted' } });
  const { measurements } = (await test.call(who, 'GET', `${AVATARS}/${avatarId}/measurements`)).json();
  expect(measurements.waist.source).toBe('photo');
  expect(await photoObjects(test)).toEqual([]);
  const { rows } = await test.services.database.pool.query(
    `SELECT state FROM avatar.models WHERE avatar_id = $1 AND state = 'ready'`,
    [avatarId],
  );
  expect(rows).toHaveLength(1);
});
