import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photo } from '@likeness/test-kit';
import type { Order } from './baselines/sharp-loop.ts';
import type { Benchmark } from './benchmark.ts';
import { inParallel, type Worked } from './support/in-parallel.ts';
import { median, quantile } from './support/numbers.ts';
import { startServer } from './support/server.ts';
import { distinct, upload } from './support/upload.ts';

const PARALLEL = 4;
const USERS = 50;

/** First uploads, acknowledged when all sizes are stored, beside sharp making the same sizes and nothing else. */
export const uploads: Benchmark = {
  name: 'uploads',
  about: 'uploads/s of a 12 MP JPEG with its 10 outputs, as a ratio to the bare sharp loop',
  async run({ quick, say }) {
    const jpeg = await photo({ width: 4_000, height: 3_000, seed: 12 });
    say(`a JPEG of 4000×3000, ${(jpeg.length / 1e6).toFixed(1)} MB; ${PARALLEL} at a time`);
    const server = await startServer();
    const bare = await startSharpLoop(join(server.dataDir, 'bench.jpg'), jpeg);
    try {
      let sent = 0;
      const ours = (count: number) =>
        inParallel(count, PARALLEL, () => {
          sent += 1;
          return upload(server.url, `user-${sent % USERS}`, distinct(jpeg, `first-${sent}`));
        });
      await ours(12);
      await bare.sets(12, PARALLEL);

      const rounds = quick ? 3 : 7;
      const count = quick ? 20 : 60;
      const [ourRates, bareRates, ratios] = [[] as number[], [] as number[], [] as number[]];
      const [latencies, alone] = [[] as number[], [] as number[]];
      for (let round = 0; round < rounds; round += 1) {
        alone.push(...(await bare.sets(5, 1)).latencies);
        const bareRate = count / (await bare.sets(count, PARALLEL)).seconds;
        const worked = await ours(count);
        const ourRate = count / worked.seconds;
        latencies.push(...worked.latencies);
        bareRates.push(bareRate);
        ourRates.push(ourRate);
        ratios.push(ourRate / bareRate);
        say(`${ourRate.toFixed(1)} uploads/s, ${bareRate.toFixed(1)} bare sets/s`);
      }
      const oneSet = median(alone);
      return [
        { metric: 'uploads', value: median(ourRates), unit: '1/s' },
        { metric: 'bare sharp loop', value: median(bareRates), unit: '1/s' },
        {
          metric: 'uploads ÷ bare',
          value: median(ratios),
          unit: 'ratio',
          ratioTo: 'bare sharp loop',
          aim: '>= 0.9',
        },
        { metric: 'one bare set alone', value: oneSet, unit: 'ms' },
        {
          metric: 'acknowledgement p50',
          value: median(latencies) / oneSet,
          unit: 'ratio',
          ratioTo: 'one bare set alone',
        },
        {
          metric: 'acknowledgement p95',
          value: quantile(latencies, 0.95) / oneSet,
          unit: 'ratio',
          ratioTo: 'one bare set alone',
          aim: '<= 4',
        },
      ];
    } finally {
      bare.stop();
      await server.remove();
    }
  },
};

async function startSharpLoop(path: string, jpeg: Buffer) {
  await writeFile(path, jpeg);
  const child = fork(new URL('./baselines/sharp-loop.js', import.meta.url));
  return {
    async sets(count: number, parallel: number): Promise<Worked> {
      const answered = once(child, 'message');
      child.send({ path, count, parallel } satisfies Order);
      const [worked] = (await answered) as [Worked];
      return worked;
    },
    stop: () => child.kill(),
  };
}
