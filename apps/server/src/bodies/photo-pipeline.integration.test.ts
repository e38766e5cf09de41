import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Jobs } from '../jobs/create-jobs.ts';
import { drawnPhotos, hostilePhoto } from '../testing/drawn-photos.ts';
import { runJobsLive, watch } from '../testing/run-jobs-live.ts';
import { AVATARS, createTestBodies, type TestBodies } from '../testing/test-bodies.ts';
import type { TestClient } from '../testing/test-clients.ts';
import { photoObjects, sendPhotos } from '../testing/test-photos.ts';

let test: TestBodies;
let url: string;
let jobs: Jobs;
let photos: Awaited<ReturnType<typeof drawnPhotos>>;
const clients: TestClient[] = [];
beforeAll(async () => {
  test = await createTestBodies({ env: { LIKENESS_QUEUE_RATE: 'off' } });
  [url, jobs, photos] = await Promise.all([test.listen(), runJobsLive(test), drawnPhotos()]);
});
afterAll(async () => {
  for (const { socket } of clients) socket.disconnect();
  await jobs?.stop();
  await test?.close();
});

const get = async (who: string, path: string) => (await test.call(who, 'GET', `${AVATARS}/${path}`)).json();

interface Told {
  name: string;
  payload: Record<string, unknown>;
}

/** Sends photos and waits for what becomes of them. */
async function sent(who: string, fields: Record<string, string | Uint8Array>, event: string) {
  const answer = await sendPhotos(test, who, { name: 'Me', ...fields });
  if (answer.statusCode !== 202) throw new Error(answer.body);
  const { avatarId, processingJobId } = answer.json();
  const client = await watch(test, url, who, avatarId);
  clients.push(client);
  const [complete, error] = ['avatar:processing:complete', 'avatar:processing:error'].map((name) =>
    client.until(name).then((payload) => ({ name, payload })),
  );
  const { name, payload: told } = await Promise.race([complete, error] as Promise<Told>[]);
  if (name !== event) throw new Error(JSON.stringify([told, (await get(who, avatarId)).photos]));
  return { id: avatarId as string, jobId: processingJobId as string, told, client };
}

describe('two photos and a height', () => {
  let id: string;
  let jobId: string;
  let client: TestClient;
  beforeAll(async () => {
    const { front, side, sex } = photos;
    const fields = { front, side, sex, height: '168', consent: 'true' };
    ({ id, jobId, client } = await sent('alice', fields, 'avatar:processing:complete'));
  });

  it('become a body near the truth, told step by step', async () => {
    expect(await get('alice', id)).toMatchObject({
      status: 'ready',
      sex: 'female',
      photos: { state: 'deleted', keptUntil: null },
    });
    const { measurements, source } = await get('alice', `${id}/measurements`);
    expect(source).toBe('auto');
    expect(measurements.height).toMatchObject({ value: 168, source: 'measured' });
    for (const key of ['chest', 'waist', 'hip']) {
      expect(measurements[key].source, key).toBe('photo');
      const off = Math.abs(measurements[key].value - (photos.truth[key] as number));
      expect(off, key).toBeLessThan(5);
    }
    const steps = client.heard
      .filter(([event]) => event === 'avatar:processing:update')
      .map(([, { currentStep, progress }]) => [progress, currentStep]);
    expect(steps.map(([progress]) => progress)).toEqual(
      steps.map(([progress]) => progress).toSorted((a, b) => Number(a) - Number(b)),
    );
    expect(steps.at(-1)).toEqual([100, 'Completed']);
    expect((await test.call('alice', 'GET', `${AVATARS}/${id}/model`)).statusCode).toBe(200);
  });

  it('are deleted when they have been read, and the job says so', async () => {
    expect(await photoObjects(test)).toEqual([]);
    const job = (await test.call('alice', 'GET', `/api/v1/jobs/${jobId}`)).json();
    expect(job).toMatchObject({ status: 'completed', progress: 100, result: { photos: 'deleted' } });
    const { data } = await get('alice', `${id}/photos`);
    expect(data).toMatchObject([
      {
        type: 'front',
        url: null,
        keptUntil: null,
        deletedAt: expect.any(String),
        consent: { given: 'stated' },
      },
      { type: 'side', url: null },
    ]);
  });

  it('leave landmarks and an overlay to their owner', async () => {
    const { data } = await get('alice', `${id}/photos`);
    const path = `${id}/photos/${data[0].id}`;
    const { landmarks, width } = await get('alice', `${path}/landmarks`);
    expect(landmarks).toHaveLength(33);
    expect(landmarks[0]).toMatchObject({ name: 'nose', world: { x: expect.any(Number) } });
    expect(width).toBe(1512);
    const overlay = await test.call('alice', 'GET', `${AVATARS}/${path}/overlay`);
    expect(overlay.headers).toMatchObject({
      'content-type': 'image/svg+xml; charset=utf-8',
      'cache-control': 'private, no-store',
      'content-security-policy': "default-src 'none'; sandbox",
      'x-content-type-options': 'nosniff',
    });
    expect(overlay.body).toMatch(/^<svg .*<path d="M[\d. L]+Z/);
  });

  it('what is typed later goes before what was seen, which stays', async () => {
    const changed = { measurements: { waist: 80 }, regenerate: true };
    const answer = await test.call('alice', 'PUT', `${AVATARS}/${id}/measurements`, changed);
    expect([answer.statusCode, answer.json().code]).toEqual([200, undefined]);
    await client.until('avatar:processing:complete', 2);
    const { measurements, fit } = await get('alice', `${id}/measurements`);
    expect(measurements.waist).toMatchObject({ value: 80, source: 'measured' });
    expect(measurements.height).toMatchObject({ value: 168, source: 'measured' });
    expect(measurements.hip.source).toBe('photo');
    expect(fit.closes).toBe(true);
  });
});

describe('photos that no body can be read from', () => {
  it('end the job at once, with the reason and what to do, and are deleted', async () => {
    const { id, jobId, told } = await sent(
      'bob',
      { front: await hostilePhoto('landscape'), height: '170' },
      'avatar:processing:error',
    );
    expect(told).toEqual({ avatarId: id, error: 'photo_refused', retryable: false });
    const job = (await test.call('bob', 'GET', `/api/v1/jobs/${jobId}`)).json();
    expect(job).toMatchObject({
      status: 'failed',
      attempts: 1,
      errorCode: 'photo_refused',
      findings: [{ photo: 'front', code: 'nobody_found', severity: 'error', sentence: expect.any(String) }],
    });
    const shown = await get('bob', id);
    expect(shown).toMatchObject({ status: 'error', photos: { state: 'deleted', findings: job.findings } });
    expect(await photoObjects(test)).toEqual([]);
    const again = await test.call('bob', 'POST', `${AVATARS}/${id}/retry`);
    expect([again.statusCode, again.json().code]).toEqual([409, 'photos_gone']);
    const admin = await test.as({ userId: 'boss', role: 'admin' });
    const seen = (await test.call(admin, 'GET', `/api/v1/jobs/${jobId}`)).json();
    expect(seen).toMatchObject({ errorCode: 'photo_refused', findings: [] });
  });

  it('a front photo sent twice is noticed', async () => {
    const { front } = photos;
    const { id } = await sent('carol', { front, side: front, height: '168' }, 'avatar:processing:error');
    const { findings } = (await get('carol', id)).photos;
    expect(findings.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining([expect.stringMatching(/same_photo_twice|not_in_profile/)]),
    );
  });
});

it('one photo without height or sex still gives a body, and says how wide it is', async () => {
  const { id } = await sent('dora', { front: photos.front }, 'avatar:processing:complete');
  const { measurements, sexProbability } = await get('dora', `${id}/measurements`);
  expect(measurements.height.source).not.toBe('measured');
  expect(measurements.height.high90 - measurements.height.low90).toBeGreaterThan(8);
  expect(sexProbability.female + sexProbability.male).toBeCloseTo(1, 6);
});
