import { setTimeout as delay } from 'node:timers/promises';
import { loadTemplate, type Sex } from '@likeness/body';
import { bakedTemplate } from '@likeness/test-kit/bodies';
import { type DemoPhotos, demoPhotos } from '@likeness/vision/demo';
import type { Benchmark } from './benchmark.ts';
import { call } from './support/call.ts';
import { inParallel } from './support/in-parallel.ts';
import { likenessSql } from './support/likeness-sql.ts';
import { startServer, tokenOf } from './support/server.ts';
import { startWorkers } from './support/worker-fleet.ts';

const WORKERS = 2;
/** Seconds between two kills, about; on a slow machine the time of so many bodies, for a try that was cut off counts. */
const KILL_EVERY = 20;
const BODIES_BETWEEN = 6;

/** Bodies from photos are queued at once; workers are killed by chance while they make them. */
export const photoQueue: Benchmark = {
  name: 'photo-queue',
  about: 'queued bodies from photos (--count, default 100), workers killed at random: is any lost?',
  async run({ quick, count = quick ? 12 : 100, say }) {
    const bytes = bakedTemplate();
    const drawn = await demoPhotos({
      template: (sex: Sex) => loadTemplate(bytes, sex),
      width: 1512,
      height: 2016,
    });
    const env = {
      LIKENESS_QUEUE_RATE: 'off',
      LIKENESS_AVATARS_PER_USER: '1000000',
      LIKENESS_LOG_LEVEL: 'warn',
      // Each kill costs a job one try; what is lost must not be lost by that.
      LIKENESS_WORKERS_IN_PROCESS: 'off',
      WORKER_CONCURRENCY: '2',
    };
    const server = await startServer(env);
    const token = tokenOf('photographer');
    const fleet = startWorkers(server, WORKERS, { ...env, LIKENESS_WORKERS_IN_PROCESS: 'on' });
    try {
      const began = performance.now();
      const queued = await inParallel(count, 4, (index) => send(server.url, token, index, drawn));
      say(`${count} queued in ${queued.seconds.toFixed(1)} s`);
      const total = async (status: string) =>
        (
          await call<{ pagination: { total: number } }>(
            server.url,
            'GET',
            `/api/v1/avatars?limit=1&status=${status}`,
            token,
          )
        ).pagination.total;
      let [kills, highest, ready, failed] = [0, 0, 0, 0];
      // Whoever is not heard of by then is lost.
      const limit = (600 + count * 60) * 1_000;
      let nextKill = performance.now() + KILL_EVERY * 1_000;
      for (let told = 0; ready + failed < count && performance.now() - began < limit; ) {
        await delay(1_000);
        [ready, failed] = [await total('ready'), await total('error')];
        if (process.platform === 'linux') highest = Math.max(highest, ...fleet.memory());
        if (performance.now() > nextKill && ready + failed < count) {
          await fleet.killOne();
          kills += 1;
          const pace = (performance.now() - began) / Math.max(1, ready);
          const pause = Math.max(KILL_EVERY * 1_000, BODIES_BETWEEN * pace);
          nextKill = performance.now() + pause * (0.5 + Math.random());
        }
        if (ready >= told + count / 4) {
          told = ready;
          say(`${ready} made, ${kills} workers killed, ${highest.toFixed(0)} MB at most`);
        }
      }
      const seconds = (performance.now() - began) / 1_000;
      const waited = await likenessSql(
        server,
        `SELECT 'waited=' || round(percentile_cont(0.95) WITHIN GROUP (ORDER BY extract(epoch FROM
           completed_at - created_at))::numeric, 1) AS waited
         FROM avatar.processing_jobs WHERE status = 'completed'`,
      );
      if (failed > 0) {
        const codes = `SELECT error_code, attempts, count(*) FROM avatar.processing_jobs
          WHERE status = 'failed' GROUP BY 1, 2`;
        say(`failed:\n${await likenessSql(server, codes)}`);
      }
      return [
        { metric: 'jobs', value: count, unit: '' },
        { metric: 'workers killed', value: kills, unit: '' },
        { metric: 'bodies a minute', value: (ready / seconds) * 60, unit: '/min' },
        {
          metric: 'from sending to the body, p95',
          value: Number(/waited=([\d.]+)/.exec(waited)?.[1]),
          unit: 's',
        },
        { metric: 'lost: neither made nor failed', value: count - ready - failed, unit: '', aim: '<= 0' },
        { metric: 'failed', value: failed, unit: '', aim: '<= 0' },
        ...(highest > 0
          ? [
              {
                metric: 'memory of a worker at its highest',
                value: highest,
                unit: 'MB',
                aim: '<= 700' as const,
              },
            ]
          : []),
      ];
    } finally {
      await fleet.stop();
      await server.remove();
    }
  },
};

async function send(server: URL, token: string, index: number, drawn: DemoPhotos): Promise<void> {
  const form = new FormData();
  form.set('name', `Photo ${index}`);
  form.set('height', String(164 + (index % 9)));
  form.set('sex', drawn.sex);
  form.set('consent', 'true');
  form.set('front', new Blob([Uint8Array.from(drawn.front)], { type: 'image/jpeg' }), 'front.jpg');
  form.set('side', new Blob([Uint8Array.from(drawn.side)], { type: 'image/jpeg' }), 'side.jpg');
  const answer = await fetch(new URL('/api/v1/avatars/photo-based', server), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const told = await answer.text();
  if (answer.status !== 202) throw new Error(`photos were refused: ${told}`);
}
