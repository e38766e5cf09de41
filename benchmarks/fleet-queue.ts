import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { call } from './support/call.ts';
import { createEngines, type Engines } from './support/engines.ts';
import { fillQueue } from './support/fill-tables.ts';
import { startFleet } from './support/fleet.ts';
import { tokenOf } from './support/server.ts';
import { startWorkers } from './support/worker-fleet.ts';

/** ms for each half; what is not done by then counts as left, and the rates are of what is. */
const PATIENCE = 120_000;

const QUEUED = `SELECT 'count=' || count(delivered_at) || ' left=' || count(*) - count(delivered_at)
  || ' seconds=' || extract(epoch FROM max(delivered_at) - min(created_at)) AS queued
  FROM shared.outbox WHERE topic = 'job.queued'`;
const DONE = `SELECT 'count=' || count(completed_at) || ' left=' || count(*) - count(completed_at)
  || ' seconds=' || extract(epoch FROM max(completed_at) - min(started_at))
  || ' oddly=' || count(*) FILTER (WHERE completed_at IS NOT NULL AND attempts <> 1) AS done
  FROM avatar.processing_jobs`;

/** Ten thousand jobs at once: how fast the outbox queues them in Redis, and two workers go through them. */
export const fleetQueue: Benchmark = {
  name: 'fleet-queue',
  about: '10,000 queued jobs with nothing to compute: queued a second, done a second, begun twice',
  async run({ quick, count = quick ? 500 : 10_000, say }) {
    const engines = await createEngines();
    try {
      const fleet = await startFleet(engines, { servers: 1, workers: 0 });
      try {
        const [server] = fleet.servers;
        if (server === undefined) throw new Error('no server');
        // The organization comes with the first call.
        await call(server.url, 'GET', '/api/v1/avatars', tokenOf('anybody'));
        await engines.sql(fillQueue(count));
        const queued = await atItsEnd(engines, QUEUED);
        say(`${queued.count} queued in ${queued.seconds} s`);
        const workers = startWorkers(server, 2, {
          ...engines.env,
          LIKENESS_QUEUE_RATE: 'off',
          LIKENESS_LOG_LEVEL: 'error',
          WORKER_CONCURRENCY: '10',
        });
        try {
          const done = await atItsEnd(engines, DONE);
          say(`${done.count} done in ${done.seconds} s, ${done.left} left`);
          return [
            { metric: 'jobs', value: count, unit: '' },
            { metric: 'from the outbox into Redis', value: queued.count / queued.seconds, unit: '1/s' },
            { metric: 'done by 2 workers', value: done.count / done.seconds, unit: '1/s' },
            { metric: 'begun more or less than once', value: done.oddly, unit: '', aim: '<= 0' },
          ];
        } finally {
          await workers.stop();
        }
      } finally {
        await fleet.stop();
      }
    } finally {
      await engines.drop();
    }
  },
};

interface Progress {
  count: number;
  left: number;
  /** By the database's own clock. */
  seconds: number;
  oddly: number;
}

/** How far it is when nothing is left, or when the time is over. */
async function atItsEnd({ sql }: Engines, query: string): Promise<Progress> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const told = await sql(query);
    const of = (name: string) => Number(new RegExp(`${name}=([\\d.]+)`).exec(told)?.[1] ?? Number.NaN);
    const progress = { count: of('count'), left: of('left'), seconds: of('seconds'), oddly: of('oddly') };
    if (progress.left === 0 || performance.now() > deadline) return progress;
    await delay(200);
  }
}
