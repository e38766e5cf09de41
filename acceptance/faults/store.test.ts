import { photo, random } from '@likeness/test-kit';
import type { HttpCall } from '@likeness/test-kit/chaos';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clientOf, download } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { startMixedLoad } from '../harness/mixed-load.ts';
import { type Acknowledged, expectAllFound, uploadAndNote } from '../harness/read-back.ts';
import { repetitions } from '../harness/repetitions.ts';

const OPERATIONS = repetitions(3_000, 120);
const DOWN = repetitions(30_000, 4_000);
const SETTINGS = {
  LIKENESS_CLEANUP_GRACE: '0',
  LIKENESS_UNDO_DAYS: '0',
  AVATAR_CLEANUP_INTERVAL: '200',
  LIKENESS_S3_TIMEOUT: '2s',
};
const SLOW_DOWN = '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Later.</Message></Error>';

describe.skipIf(!hasFleet)('the object store fails', () => {
  let fleet: Installation;
  let pictures: Buffer[];
  beforeAll(async () => {
    fleet = await startInstallation('fleet', { servers: 2, workers: 1, env: SETTINGS });
    pictures = await Promise.all(
      Array.from({ length: 60 }, (_, seed) => photo({ width: 120, height: 90, seed })),
    );
  });
  afterEach(() => engines().s3.http.faults(() => undefined));
  afterAll(() => fleet.remove());
  const server = () => fleet.servers[0] ?? expect.unreachable();
  const engines = () => fleet.engines ?? expect.unreachable();

  /** Under this, users upload, read and delete; then all is well again and everything is counted. */
  async function expectNoneLost(begin: () => Promise<() => void>, seed: number): Promise<number> {
    const load = startMixedLoad({ servers: () => fleet.servers, pictures, next: random(seed) });
    await load.reaches(10);
    const end = await begin();
    await load.reaches(OPERATIONS);
    end();
    await load.reaches(OPERATIONS + 10);
    await load.stop();
    expect(load.failures).toEqual([]);
    const { acknowledged, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: acknowledged, lost: [] });
    await fleet.expectClean();
    return load.retried;
  }

  test.each([
    { name: 'one request in five is answered with 500', fault: { do: 'answer', status: 500 } },
    { name: 'one in five with 503 SlowDown', fault: { do: 'answer', status: 503, body: SLOW_DOWN } },
    { name: 'one in five is done and its answer lost', fault: { do: 'lose-answer' } },
  ] as const)('$name: no user sees a failure, nothing is lost', async ({ fault }) => {
    const next = random(3);
    let hit = 0;
    await expectNoneLost(async () => {
      engines().s3.http.faults(() => {
        if (next() >= 0.2) return undefined;
        hit++;
        return fault;
      });
      return () => engines().s3.http.faults(() => undefined);
    }, 11);
    expect(hit).toBeGreaterThan(10);
  });

  test('connections are reset, cut after some bytes, slow and sliced', async () => {
    const { s3 } = engines();
    await expectNoneLost(async () => {
      const toxics = [
        s3.add({ type: 'latency', latency: 5, jitter: 5 }),
        s3.add({ type: 'slicer', size: 900, variation: 800 }),
        s3.add({ type: 'limit', bytes: 60_000 }, 'upstream'),
      ];
      const resets = setInterval(() => s3.resetAll(), 500);
      return () => {
        clearInterval(resets);
        for (const toxic of toxics) toxic.remove();
      };
    }, 13);
  });

  test(`down for ${DOWN / 1_000} s: 503 with Retry-After until it is back, then all goes on`, async () => {
    const { s3 } = engines();
    const load = startMixedLoad({ servers: () => fleet.servers, pictures, next: random(17) });
    await load.reaches(20);
    await s3.down();
    await expect
      .poll(async () => (await fetch(`${server().url}/ready`)).status, { timeout: 30_000 })
      .toBe(503);
    // Health tells that the process lives, whatever lies below.
    expect((await fetch(`${server().url}/health`)).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, DOWN));
    await s3.up();
    await load.reaches(load.operations + 40);
    await load.stop();
    expect(load.retried).toBeGreaterThan(0);
    expect(load.failures).toEqual([]);
    const { acknowledged, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: acknowledged, lost: [] });
    await fleet.expectClean();
  });

  test('silent: an upload is refused within its tries, and is done when asked again', async () => {
    const silent = engines().s3.add({ type: 'timeout', timeout: 0 }, 'downstream');
    const bytes = await photo({ width: 120, height: 90, seed: 77 });
    const refused = await clientOf(server(), { userId: 'patient' }).upload(bytes);
    expect([refused.status, refused.body.code, refused.headers.has('retry-after')]).toEqual([
      503,
      'storage_unavailable',
      true,
    ]);
    silent.remove();
    const acknowledged: Acknowledged = new Map();
    await uploadAndNote(server(), 'patient', bytes, acknowledged);
    await expectAllFound(server(), acknowledged);
    await fleet.expectClean();
  });

  test('one rendition of a picture is never taken: nothing is acknowledged, none of it can be had, nothing stays', async () => {
    const bytes = await photo({ width: 120, height: 90, seed: 88 });
    const puts: string[] = [];
    const isPut = ({ method, path }: HttpCall) => method === 'PUT' && path.includes('/blobs/');
    engines().s3.http.faults((call) => {
      if (!isPut(call)) return undefined;
      if (!puts.includes(call.path)) puts.push(call.path);
      return puts.indexOf(call.path) === 3 ? { do: 'answer', status: 500 } : undefined;
    });
    const user = clientOf(server(), { userId: 'partial' });
    const refused = await user.upload(bytes);
    expect([refused.status, refused.body.code]).toEqual([503, 'storage_unavailable']);
    expect(puts.length).toBeGreaterThan(3);
    const info = await user.request('GET', '/api/v1/users/me/avatar/info');
    expect(info.status).toBe(404);
    engines().s3.http.faults(() => undefined);
    await fleet.expectClean();

    const taken = await user.upload(bytes);
    expect(taken.status).toBe(201);
    for (const url of Object.values(taken.body.data.urls)) expect((await download(url)).status).toBe(200);
    await fleet.expectClean();
  });
});
