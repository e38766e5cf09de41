import { photo } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectDoneOnce, orderBody } from '../harness/bodies.ts';
import { clientOf } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { type Acknowledged, expectAllFound, uploadAndNote } from '../harness/read-back.ts';
import { repetitions } from '../harness/repetitions.ts';

const CRASHES = repetitions(20, 3);
const QUEUED = repetitions(60, 4);
const SETTINGS = {
  // A request that is held is not tried again meanwhile.
  LIKENESS_S3_TIMEOUT: '5m',
  LIKENESS_CLEANUP_GRACE: '0',
  LIKENESS_UNDO_DAYS: '0',
  AVATAR_CLEANUP_INTERVAL: '200',
  LIKENESS_QUEUE_RATE: 'off',
};

describe.skipIf(!hasFleet)('a server is killed between two steps', () => {
  let fleet: Installation;
  beforeAll(async () => {
    fleet = await startInstallation('fleet', { workers: 1, env: SETTINGS });
  });
  afterAll(() => fleet.remove());

  const server = () => fleet.servers[0] ?? expect.unreachable();
  const engines = () => fleet.engines ?? expect.unreachable();

  test(`between an object's PUT and the commit of its row, ${CRASHES} times: nothing of it stays, and it can be done again`, async () => {
    let objects = 0;
    engines().s3.http.faults(({ method }) => {
      if (method === 'PUT') objects++;
      return undefined;
    });
    const acknowledged: Acknowledged = new Map();
    await uploadAndNote(
      server(),
      'first',
      await photo({ width: 200, height: 150, seed: 1_000 }),
      acknowledged,
    );
    expect(objects).toBeGreaterThan(5);

    for (let crash = 0; crash < CRASHES; crash++) {
      const bytes = await photo({ width: 200, height: 150, seed: crash });
      // The last object first: then every one of them is there, and only the row is not.
      const fatal = objects - (crash % objects);
      let seen = 0;
      const beside = await photo({ width: 200, height: 150, seed: 2_000 + crash });
      const run = async () => {
        // Long enough for a row that does not wait for its objects to be committed.
        await uploadAndNote(server(), `beside-${crash}`, beside, acknowledged);
        await server().kill();
      };
      // Done and not answered; or not done at all.
      const when = crash % 2 === 0 ? 'after' : 'before';
      engines().s3.http.faults(({ method }) =>
        method === 'PUT' && ++seen === fatal ? { do: when, run } : undefined,
      );
      const userId = `user-${crash}`;
      await expect(clientOf(server(), { userId }).upload(bytes)).rejects.toThrow('fetch failed');
      engines().s3.http.faults(() => undefined);
      await fleet.replaceServer(0);
      const info = await clientOf(server(), { userId }).request('GET', '/api/v1/users/me/avatar/info');
      expect(info.status).toBe(404);
      await uploadAndNote(server(), userId, bytes, acknowledged);
    }
    await expectAllFound(server(), acknowledged);
    await fleet.expectClean();
  });

  test(`between the commit of a job and its way into Redis, ${QUEUED} bodies: each is made once`, async () => {
    const silent = engines().redis.add({ type: 'timeout', timeout: 0 }, 'upstream');
    const ordered = await Promise.all(
      Array.from({ length: QUEUED }, (_, index) => orderBody(server(), `queued-${index}`)),
    );
    await server().kill();
    silent.remove();
    engines().redis.resetAll();
    await fleet.replaceServer(0);
    await expectDoneOnce(fleet, ordered);
    await fleet.expectClean();
  });
});
