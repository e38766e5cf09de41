import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { call } from './support/call.ts';
import { createEngines, type Engines } from './support/engines.ts';
import { fillQueue } from './support/fill-tables.ts';
import { startFleet } from './support/fleet.ts';
import { tokenOf } from './support/server.ts';
import { startWorkers } from './support/worker-fleet.ts';

/** Ten thousand jobs at once: how fast the outbox queues them in Redis, and two workers go through them. */
export const fleetQueue: Benchmark = {
  name: 'fleet-queue',
  about: '10,000 queued jobs with nothing to compute: queued a second, done a second, lost',
  async run({ quick, count = quick ? 500 : 10_000, say }) {
    const engines = await createEngines();
    const fleet = await startFleet(engines, { servers: 1, workers: 0 });
    const [server] = fleet.servers;
    if (server === undefined) throw new Error('no server');
    try {
      await call(server.url, 'GET', '/api/v1/avatars', tokenOf('anybody'));
      await engines.sql(fillQueue(count));
      await until(async () => (await waiting(engines)).outbox === 0);
      const queued = await seconds(
        engines,
        ['min(created_at)', 'max(delivered_at)'],
        "shared.outbox WHERE topic = 'job.queued'",
      );
      say(`${count} queued in ${queued.toFixed(1)} s`);
      const workers = startWorkers(server, 2, {
        ...engines.env,
        LIKENESS_QUEUE_RATE: 'off',
        LIKENESS_LOG_LEVEL: 'error',
        WORKER_CONCURRENCY: '10',
      });
      try {
        await until(async () => (await waiting(engines)).jobs === 0);
        const took = await seconds(
          engines,
          ['min(started_at)', 'max(completed_at)'],
          'avatar.processing_jobs',
        );
        say(`done in ${took.toFixed(1)} s`);
        const twice = await engines.sql(
          "SELECT 'twice=' || count(*) AS twice FROM avatar.processing_jobs WHERE attempts <> 1",
        );
        return [
          { metric: 'jobs', value: count, unit: '' },
          { metric: 'from the outbox into Redis', value: count / queued, unit: '1/s' },
          { metric: 'done by 2 workers', value: count / took, unit: '1/s' },
          {
            metric: 'begun more or less than once',
            value: Number(/twice=(\d+)/.exec(twice)?.[1]),
            unit: '',
            aim: '<= 0',
          },
        ];
      } finally {
        await workers.stop();
      }
    } finally {
      await fleet.stop();
      await engines.drop();
    }
  },
};

async function waiting({ sql }: Engines): Promise<{ outbox: number; jobs: number }> {
  const told = await sql(`SELECT 'outbox=' || (SELECT count(*) FROM shared.outbox
      WHERE topic = 'job.queued' AND delivered_at IS NULL)
    || ' jobs=' || (SELECT count(*) FROM avatar.processing_jobs WHERE status IN ('queued', 'processing')) AS waiting`);
  const [, outbox, jobs] = /outbox=(\d+) jobs=(\d+)/.exec(told) ?? [];
  return { outbox: Number(outbox), jobs: Number(jobs) };
}

/** From one moment to another, by the database's own clock. */
async function seconds({ sql }: Engines, [from, to]: [string, string], table: string): Promise<number> {
  const told = await sql(`SELECT 'seconds=' || extract(epoch FROM ${to} - ${from}) AS seconds FROM ${table}`);
  return Number(/seconds=([\d.]+)/.exec(told)?.[1]);
}

/** @throws after ten minutes */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await holds())) {
    if (performance.now() - began > 600_000) throw new Error('nothing moves any more');
    await delay(200);
  }
}
