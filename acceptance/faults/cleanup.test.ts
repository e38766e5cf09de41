import { photo, random } from '@likeness/test-kit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { clientOf } from '../harness/client.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { startMixedLoad } from '../harness/mixed-load.ts';
import { repetitions } from '../harness/repetitions.ts';

const OPERATIONS = repetitions(10_000, 300);
const KILLS = repetitions(100, 4);
const SETTINGS = { LIKENESS_CLEANUP_GRACE: '0', LIKENESS_UNDO_DAYS: '0', AVATAR_CLEANUP_INTERVAL: '100' };

describe.skipIf(!hasFleet)('the cleanup of a fleet', () => {
  let fleet: Installation;
  beforeAll(async () => {
    fleet = await startInstallation('fleet', { servers: 2, workers: 2, env: SETTINGS });
  });
  afterAll(() => fleet.remove());
  const engines = () => fleet.engines ?? expect.unreachable();

  test(`${OPERATIONS} uploads, reads and deletes while two workers clean up all the time: no user sees a failure`, async () => {
    const pictures = await Promise.all(
      Array.from({ length: 4 }, (_, seed) => photo({ width: 120, height: 90, seed })),
    );
    const load = startMixedLoad({ servers: () => fleet.servers, pictures, next: random(5), deletes: 0.4 });
    await load.reaches(OPERATIONS);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect(load.retried).toBe(0);
    const { acknowledged, found, lost } = await load.verify();
    expect({ found, lost }).toEqual({ found: acknowledged, lost: [] });
    await fleet.expectClean();
  });

  test(`killed ${KILLS} times while it deletes a picture's objects: the next one ends what it began`, async () => {
    const [server = expect.unreachable()] = fleet.servers;
    const user = clientOf(server, { userId: 'leaving' });
    for (let kill = 0; kill < KILLS; kill++) {
      // Only the first of the two may be killed: it is the one that works.
      if (kill === 0) await fleet.workers.pop()?.stop();
      const killed = new Promise<void>((resolve) => {
        let done = false;
        engines().s3.http.faults(({ method, path }) => {
          const deletes = method === 'DELETE' || (method === 'POST' && /[?&]delete\b/.test(path));
          if (!deletes || done) return undefined;
          done = true;
          const run = async () => {
            await fleet.workers[0]?.kill();
            resolve();
          };
          return { do: kill % 2 === 0 ? 'before' : 'after', run };
        });
      });
      const uploaded = await user.upload(await photo({ width: 80, height: 60, seed: 20_000 + kill }));
      expect(uploaded.status).toBe(201);
      expect((await user.request('DELETE', '/api/enterprise/avatar')).status).toBe(200);
      await killed;
      engines().s3.http.faults(() => undefined);
      await fleet.replaceWorker(0);
    }
    const left = () =>
      fleet.rows(`SELECT b.state FROM portrait.blobs b
        WHERE NOT EXISTS (SELECT FROM portrait.portraits p WHERE p.blob_id = b.id)`);
    await expect.poll(left, { timeout: 120_000, interval: 1_000 }).toEqual([]);
    await fleet.expectClean('--grace', '0');
  });
});
