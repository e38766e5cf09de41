import { photo, random } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectDoneOnce, orderBody } from '../harness/bodies.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { startMixedLoad } from '../harness/mixed-load.ts';
import { repetitions } from '../harness/repetitions.ts';

const BODIES = repetitions(100, 6);
const OPERATIONS = repetitions(1_000, 60);

describe.skipIf(!hasFleet)('Redis forgets or is gone', () => {
  let fleet: Installation;
  beforeAll(async () => {
    fleet = await startInstallation('fleet', {
      servers: 2,
      workers: 1,
      env: { LIKENESS_QUEUE_RATE: 'off', WORKER_CONCURRENCY: '1' },
    });
  });
  afterAll(() => fleet.remove());
  const server = (index = 0) => fleet.servers[index] ?? expect.unreachable();
  const engines = () => fleet.engines ?? expect.unreachable();
  const order = (name: string) =>
    Promise.all(
      Array.from({ length: BODIES }, (_, index) => orderBody(server(index % 2), `${name}-${index}`)),
    );

  test(`flushed while ${BODIES} bodies wait and one is being made: each is made once`, async () => {
    const ordered = await order('flushed');
    await engines().redis.flush();
    await expectDoneOnce(fleet, ordered);
    await fleet.expectClean();
  });

  test('killed under load: no user of pictures sees it, bodies are taken and made once when it is back', async () => {
    const pictures = await Promise.all(
      Array.from({ length: 3 }, (_, seed) => photo({ width: 120, height: 90, seed })),
    );
    const load = startMixedLoad({ servers: () => fleet.servers, pictures, next: random(7) });
    await load.reaches(OPERATIONS / 3);
    await engines().redis.process.kill();
    const ordered = await order('away');
    await load.reaches(OPERATIONS);
    expect((await fetch(`${server().url}/ready`)).status).toBe(200);
    await engines().redis.process.start();
    await load.reaches(load.operations + OPERATIONS / 3);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.retried).toBe(0);
    await expectDoneOnce(fleet, ordered);
    const { acknowledged, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: acknowledged, lost: [] });
    await fleet.expectClean();
  });

  test('silent, as behind a network that swallows: pictures and orders do not wait for it', async () => {
    const silent = [
      engines().redis.add({ type: 'timeout', timeout: 0 }, 'upstream'),
      engines().redis.add({ type: 'timeout', timeout: 0 }, 'downstream'),
    ];
    const load = startMixedLoad({
      servers: () => fleet.servers,
      pictures: [await photo({ width: 120, height: 90, seed: 9 })],
      next: random(9),
    });
    const ordered = await order('silent');
    await load.reaches(OPERATIONS);
    for (const one of silent) one.remove();
    await load.stop();
    expect([load.failures, load.retried]).toEqual([[], 0]);
    await expectDoneOnce(fleet, ordered);
    await fleet.expectClean();
  });
});
