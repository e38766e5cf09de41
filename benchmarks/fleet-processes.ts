import { setTimeout as delay } from 'node:timers/promises';
import { photo } from '@likeness/test-kit';
import type { Benchmark } from './benchmark.ts';
import { createEngines } from './support/engines.ts';
import { type Fleet, startFleet } from './support/fleet.ts';
import { inParallel } from './support/in-parallel.ts';
import { median } from './support/numbers.ts';
import { countBodies, queueBody } from './support/queue-body.ts';
import { tokenOf } from './support/server.ts';
import { distinct, upload } from './support/upload.ts';

const PARALLEL = 8;

/** The same work on one server with one worker and on two with two, in turns, on engines of their own. */
export const fleetProcesses: Benchmark = {
  name: 'fleet-processes',
  about:
    'uploads/s and bodies/min of one server and worker, and of two, on PostgreSQL, Redis, S3 and MongoDB',
  async run({ quick, say }) {
    const [engines, other] = [await createEngines(), await createEngines()];
    const fleets: Fleet[] = [];
    try {
      fleets.push(await startFleet(engines, { servers: 1, workers: 1 }));
      fleets.push(await startFleet(other, { servers: 2, workers: 2 }));
      const uploads = await inTurns(fleets, quick ? 2 : 3, await sender(quick ? 10 : 40), (rates) =>
        say(`uploads/s: ${rates}`),
      );
      const bodies = await inTurns(fleets, quick ? 1 : 3, maker(quick ? 6 : 30), (rates) =>
        say(`bodies/min: ${rates}`),
      );
      return [
        { metric: 'uploads, 1 server', value: median(uploads.one), unit: '1/s' },
        { metric: 'uploads, 2 servers', value: median(uploads.two), unit: '1/s' },
        { metric: 'uploads, 2 ÷ 1', value: median(uploads.ratios), unit: 'ratio', ratioTo: '1 server' },
        { metric: 'bodies, 1 worker', value: median(bodies.one), unit: '/min' },
        { metric: 'bodies, 2 workers', value: median(bodies.two), unit: '/min' },
        { metric: 'bodies, 2 ÷ 1', value: median(bodies.ratios), unit: 'ratio', ratioTo: '1 worker' },
      ];
    } finally {
      await Promise.all(fleets.map((fleet) => fleet.stop()));
      await Promise.all([engines.drop(), other.drop()]);
    }
  },
};

type Work = (fleet: Fleet, round: number) => Promise<number>;

/** One round more than is counted: the first warms up. */
async function inTurns(fleets: readonly Fleet[], rounds: number, work: Work, say: (rates: string) => void) {
  const [one, two, ratios] = [[] as number[], [] as number[], [] as number[]];
  for (let round = 0; round <= rounds; round += 1) {
    const rates: number[] = [];
    for (const fleet of fleets) rates.push(await work(fleet, round));
    if (round === 0) continue;
    const [first = Number.NaN, second = Number.NaN] = rates;
    one.push(first);
    two.push(second);
    ratios.push(second / first);
    say(`${first.toFixed(1)} and ${second.toFixed(1)}`);
  }
  return { one, two, ratios };
}

async function sender(count: number): Promise<Work> {
  const jpeg = await photo({ width: 4_000, height: 3_000, seed: 12 });
  return async (fleet, round) => {
    const { seconds } = await inParallel(count, PARALLEL, (index) =>
      upload(fleet.next(), `user-${index % 20}`, distinct(jpeg, `${round}-${index}`)),
    );
    return count / seconds;
  };
}

const maker =
  (count: number): Work =>
  async (fleet, round) => {
    const token = tokenOf(`tailor-${round}`);
    const began = performance.now();
    await inParallel(count, PARALLEL, (index) => queueBody(fleet.next(), token, index));
    while ((await countBodies(fleet.next(), token, 'ready')) < count) {
      const failed = await countBodies(fleet.next(), token, 'error');
      if (failed > 0) throw new Error(`${failed} bodies could not be made`);
      await delay(100);
    }
    return (count / (performance.now() - began)) * 60_000;
  };
