import { random } from '@likeness/test-kit';
import { afterEach, describe, expect, test } from 'vitest';
import { expectDoneOnce, jobOf, orderBody } from '../harness/bodies.ts';
import { hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { repetitions } from '../harness/repetitions.ts';

const KILLS = repetitions(20, 3);
const SETTINGS = { LIKENESS_QUEUE_RATE: 'off', LIKENESS_CLEANUP_GRACE: '0', AVATAR_CLEANUP_INTERVAL: '500' };

describe.skipIf(!hasFleet)('workers that stop, die and wake late', () => {
  let fleet: Installation;
  afterEach(() => fleet.remove());
  const server = () => fleet.servers[0] ?? expect.unreachable();
  const engines = () => fleet.engines ?? expect.unreachable();

  test('a worker is stopped while it stores a body, another makes it, the first wakes: one model, told of once', async () => {
    fleet = await startInstallation('fleet', { workers: 1, env: SETTINGS });
    const [late = expect.unreachable()] = fleet.workers;
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stopped = new Promise<void>((resolve) => {
      engines().s3.http.faults(({ method, path }) => {
        if (method !== 'PUT' || !path.includes('/bodies/')) return undefined;
        engines().s3.http.faults(() => undefined);
        const run = () => {
          late.process.kill('SIGSTOP');
          resolve();
          return released;
        };
        return { do: 'before', run };
      });
    });
    const ordered = await orderBody(server(), 'slept-over');
    await stopped;
    const other = await fleet.addWorker();
    await expect
      .poll(async () => (await jobOf(server(), ordered)).status, { timeout: 120_000, interval: 200 })
      .toBe('completed');
    late.process.kill('SIGCONT');
    release();
    // It is at work again, and has given up what was no longer its own, when it does the next.
    await other.stop();
    const next = await orderBody(server(), 'after-waking');
    await expectDoneOnce(fleet, [ordered, next]);
    await fleet.expectClean();
  });

  test(`workers are killed ${KILLS} times among bodies: everything queued is done once`, async () => {
    fleet = await startInstallation('fleet', {
      workers: 2,
      env: { ...SETTINGS, LIKENESS_JOB_ATTEMPTS: '20', WORKER_CONCURRENCY: '2' },
    });
    const next = random(29);
    const ordered = await Promise.all(
      Array.from({ length: 2 * KILLS }, (_, index) => orderBody(server(), `killed-${index}`)),
    );
    for (let kill = 0; kill < KILLS; kill++) {
      // At a request to the store of whichever worker comes: in the middle of a body.
      const skip = Math.floor(next() * 4);
      await new Promise<void>((resolve) => {
        let seen = 0;
        engines().s3.http.faults(({ path }) => {
          if (path.includes('/bodies/') && seen++ === skip) resolve();
          return undefined;
        });
        // All may be done before the last kill.
        void allDone().then(resolve);
      });
      engines().s3.http.faults(() => undefined);
      await fleet.replaceWorker(kill % 2);
    }
    await expectDoneOnce(fleet, ordered);
    await fleet.expectClean();

    async function allDone(): Promise<void> {
      for (const one of ordered) {
        await expect
          .poll(async () => (await jobOf(server(), one)).status, { timeout: 300_000, interval: 500 })
          .toBe('completed');
      }
    }
  });

  test('what was delivered is delivered again, and done again by nobody', async () => {
    fleet = await startInstallation('fleet', { workers: 2, env: SETTINGS });
    const ordered = await Promise.all([orderBody(server(), 'twice-0'), orderBody(server(), 'twice-1')]);
    await expectDoneOnce(fleet, ordered);
    const again = await fleet.rows<{ id: string }>(
      `UPDATE shared.outbox SET delivered_at = NULL WHERE topic = 'job.queued' RETURNING id`,
    );
    expect(again.length).toBe(2);
    const waiting = () => fleet.rows(`SELECT id FROM shared.outbox WHERE delivered_at IS NULL`);
    await expect.poll(waiting, { timeout: 60_000, interval: 1_000 }).toEqual([]);
    await expectDoneOnce(fleet, ordered);
    for (const one of ordered) expect((await jobOf(server(), one)).attempts).toBe(1);
    await fleet.expectClean();
  });
});
