import { request } from 'node:http';
import { photo } from '@likeness/test-kit';
import type { Benchmark } from './benchmark.ts';
import { createEngines } from './support/engines.ts';
import { type Fleet, startFleet } from './support/fleet.ts';
import { inParallel, type Worked } from './support/in-parallel.ts';
import { median, quantile } from './support/numbers.ts';
import { agent, distinct, type Uploaded, upload } from './support/upload.ts';

const PARALLEL = 4;

/**
 * What S3 costs against a folder: the same server twice, in turns. Each size is read once, as what nobody has asked for
 * yet comes from the store and not from memory.
 */
export const fleetStorage: Benchmark = {
  name: 'fleet-storage',
  about: 'uploads and first reads with objects in S3, as a ratio to a folder',
  async run({ quick, say }) {
    const [onS3, onDisk] = [await createEngines(), await createEngines()];
    const fleets: Fleet[] = [];
    try {
      fleets.push(await startFleet(onS3, { servers: 1, workers: 0 }));
      fleets.push(await startFleet(onDisk, { servers: 1, workers: 0, env: { STORAGE_BACKEND: 'local' } }));
      const jpeg = await photo({ width: 4_000, height: 3_000, seed: 12 });
      const count = quick ? 10 : 40;
      const rounds = quick ? 2 : 3;
      const sets = fleets.map(() => ({
        rates: [] as number[],
        acknowledged: [] as number[],
        read: [] as number[],
      }));
      const [uploadRatios, readRatios] = [[] as number[], [] as number[]];
      for (let round = 0; round <= rounds; round += 1) {
        const seen: { rate: number; read: number }[] = [];
        for (const [at, fleet] of fleets.entries()) {
          const made: Uploaded[] = [];
          const sent = await inParallel(count, PARALLEL, async (index) => {
            made.push(await upload(fleet.next(), `user-${index}`, distinct(jpeg, `${round}-${index}`)));
          });
          const read = await readOnce(made);
          seen.push({ rate: count / sent.seconds, read: median(read.latencies) });
          if (round === 0) continue;
          sets[at]?.rates.push(count / sent.seconds);
          sets[at]?.acknowledged.push(...sent.latencies);
          sets[at]?.read.push(...read.latencies);
        }
        const [s3, disk] = seen;
        if (round === 0 || s3 === undefined || disk === undefined) continue;
        uploadRatios.push(s3.rate / disk.rate);
        readRatios.push(s3.read / disk.read);
        say(`S3 ${s3.rate.toFixed(1)} uploads/s, a folder ${disk.rate.toFixed(1)}`);
      }
      const named = ['S3', 'a folder'].flatMap((name, at) => [
        { metric: `uploads, ${name}`, value: median(sets[at]?.rates ?? []), unit: '1/s' },
        {
          metric: `acknowledgement p95, ${name}`,
          value: quantile(sets[at]?.acknowledged ?? [], 0.95),
          unit: 'ms',
        },
        { metric: `first read p50, ${name}`, value: median(sets[at]?.read ?? []), unit: 'ms' },
      ]);
      const ratio = { unit: 'ratio', ratioTo: 'a folder' };
      return [
        ...named,
        { metric: 'uploads, S3 ÷ a folder', value: median(uploadRatios), ...ratio },
        { metric: 'first read, S3 ÷ a folder', value: median(readRatios), ...ratio },
      ];
    } finally {
      await Promise.all(fleets.map((fleet) => fleet.stop()));
      await Promise.all([onS3.drop(), onDisk.drop()]);
    }
  },
};

/** Every size of the pictures, which nobody has asked for yet. */
async function readOnce(made: readonly Uploaded[]): Promise<Worked> {
  const addresses = made.flatMap(({ urls }) => Object.values(urls));
  return inParallel(addresses.length, PARALLEL, async (index) => {
    const status = await new Promise<number>((resolve, reject) => {
      request(addresses[index] ?? '', { agent }, (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      })
        .once('error', reject)
        .end();
    });
    if (status !== 200) throw new Error(`a picture that was just stored: ${status}`);
  });
}
