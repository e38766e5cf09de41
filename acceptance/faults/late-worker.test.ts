import { random } from '@likeness/test-kit';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { expectDoneOnce, jobOf, orderBody } from '../harness/bodies.ts';
import { type FleetEngines, hasFleet } from '../harness/engines.ts';
import { type Installation, startInstallation } from '../harness/installation.ts';
import { repetitions } from '../harness/repetitions.ts';

const KILLS = repetitions(20, 3);
const QUEUE = 'avatar-processing';
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

  test('a job is delivered again while it is done and after that: one worker does it, once', async () => {
    fleet = await startInstallation('fleet', { workers: 2, env: SETTINGS });
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const held = new Promise<void>((resolve) => {
      engines().s3.http.faults(({ method, path }) => {
        if (method !== 'PUT' || !path.includes('/bodies/')) return undefined;
        engines().s3.http.faults(() => undefined);
        const run = () => {
          resolve();
          return released;
        };
        return { do: 'before', run };
      });
    });
    const ordered = await orderBody(server(), 'twice');
    await held;
    expect((await jobOf(server(), ordered)).status).toBe('processing');
    const queue = await queueOf(engines());
    try {
      // under another name, which only its row can tell from the first
      const deliver = async (jobId: string) => {
        const data = { jobId: ordered.processingJobId };
        await queue.add('avatar:regenerate-model', data, { jobId, removeOnComplete: true });
        await expect.poll(() => queue.getJobState(jobId), { timeout: 60_000 }).toBe('unknown');
      };
      await deliver('during');
      expect(await jobOf(server(), ordered)).toMatchObject({ status: 'processing', attempts: 1 });
      release();
      await expectDoneOnce(fleet, [ordered]);
      await deliver('after');
    } finally {
      release();
      await queue.close();
    }
    await expectDoneOnce(fleet, [ordered]);
    expect((await jobOf(server(), ordered)).attempts).toBe(1);
    await fleet.expectClean();
  });
});

/** What waits in the fleet's Redis, past the proxy. */
async function queueOf({ direct }: FleetEngines): Promise<Queue> {
  const url = direct.REDIS_URL ?? '';
  const redis = new Redis(url);
  const [meta = ''] = await redis.keys(`*:${QUEUE}:meta`);
  redis.disconnect();
  const prefix = meta.slice(0, meta.lastIndexOf(`:${QUEUE}:`));
  return new Queue(QUEUE, { prefix, connection: { url } });
}
