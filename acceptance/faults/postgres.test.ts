import { photo, random } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectDoneOnce, orderBody } from '../harness/bodies.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { startMixedLoad } from '../harness/mixed-load.ts';
import { repetitions } from '../harness/repetitions.ts';

const KILLS = repetitions(20, 2);

describe.skipIf(!hasFleet)('PostgreSQL fails', () => {
  let fleet: Installation;
  beforeAll(async () => {
    fleet = await startInstallation('fleet', {
      servers: 2,
      workers: 2,
      env: {
        LIKENESS_CLEANUP_GRACE: '0',
        LIKENESS_UNDO_DAYS: '0',
        AVATAR_CLEANUP_INTERVAL: '200',
        LIKENESS_QUEUE_RATE: 'off',
      },
    });
  });
  afterAll(() => fleet.remove());
  const engines = () => fleet.engines ?? expect.unreachable();
  const server = () => fleet.servers[0] ?? expect.unreachable();

  async function expectNoneLost(fail: () => Promise<void>, times: number): Promise<void> {
    const pictures = await Promise.all(
      Array.from({ length: 3 }, (_, seed) => photo({ width: 120, height: 90, seed })),
    );
    const ordered = await Promise.all(
      Array.from({ length: 4 }, (_, index) => orderBody(server(), `${fail.name}-${index}`)),
    );
    const load = startMixedLoad({ servers: () => fleet.servers, pictures, next: random(23) });
    for (let time = 0; time < times; time++) {
      await load.reaches(load.operations + 20);
      await fail();
    }
    await load.reaches(load.operations + 20);
    await load.stop();
    expect(load.failures).toEqual([]);
    await expectDoneOnce(fleet, ordered);
    const { acknowledged, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: acknowledged, lost: [] });
    await fleet.expectClean();
  }

  test(`killed ${KILLS} times under load and started again: what was acknowledged is there, 503 in between`, async () => {
    await expectNoneLost(async function killed() {
      await engines().postgres.process.kill();
      await engines().postgres.process.start();
    }, KILLS);
  });

  test(`its connections are reset ${2 * KILLS} times under load`, async () => {
    await expectNoneLost(async function reset() {
      engines().postgres.resetAll();
    }, 2 * KILLS);
  });

  test('it is away for a while', async () => {
    await expectNoneLost(async function away() {
      await engines().postgres.down();
      await expect
        .poll(async () => (await fetch(`${server().url}/ready`)).status, { timeout: 30_000 })
        .toBe(503);
      await engines().postgres.up();
    }, 1);
  });
});
