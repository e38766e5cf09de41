import { photo } from '@likeness/test-kit';
import type { Benchmark } from './benchmark.ts';
import { call } from './support/call.ts';
import { inParallel } from './support/in-parallel.ts';
import { median } from './support/numbers.ts';
import { startServer, tokenOf } from './support/server.ts';
import { distinct, upload } from './support/upload.ts';

const PARALLEL = 4;

/** A picture that is stored already, uploaded again by people who did not have it, beside first uploads. */
export const duplicates: Benchmark = {
  name: 'duplicates',
  about: 'duplicate uploads/s of a 12 MP JPEG by other users, as a ratio to first uploads/s',
  async run({ quick, say }) {
    const jpeg = await photo({ width: 4_000, height: 3_000, seed: 12 });
    const server = await startServer();
    try {
      let users = 0;
      const send = async (
        count: number,
        parts: (user: number) => readonly Buffer[],
        isDuplicate: boolean,
      ) => {
        const before = users;
        users += count;
        // they have been here before: a person's first call, whatever it is, makes the person known
        await inParallel(count, PARALLEL, (index) =>
          call(server.url, 'GET', '/api/v1/session', tokenOf(`user-${before + index}`)),
        );
        return inParallel(count, PARALLEL, async (index) => {
          const user = before + index;
          const done = await upload(server.url, `user-${user}`, parts(user));
          if (done.isDuplicate !== isDuplicate) throw new Error(`isDuplicate is ${done.isDuplicate}`);
        });
      };
      const first = (count: number) => send(count, (user) => distinct(jpeg, `first-${user}`), false);
      const again = (count: number) => send(count, () => [jpeg], true);
      await send(1, () => [jpeg], false);
      await first(8);
      await again(100);

      const [firstRates, againRates, ratios] = [[] as number[], [] as number[], [] as number[]];
      for (let round = 0; round < (quick ? 3 : 7); round += 1) {
        const [firsts, agains] = quick ? [12, 150] : [30, 400];
        const firstRate = firsts / (await first(firsts)).seconds;
        const againRate = agains / (await again(agains)).seconds;
        firstRates.push(firstRate);
        againRates.push(againRate);
        ratios.push(againRate / firstRate);
        say(`${againRate.toFixed(0)} duplicates/s, ${firstRate.toFixed(1)} first uploads/s`);
      }
      return [
        { metric: 'duplicate uploads', value: median(againRates), unit: '1/s' },
        { metric: 'first uploads', value: median(firstRates), unit: '1/s' },
        {
          metric: 'duplicates ÷ first',
          value: median(ratios),
          unit: 'ratio',
          ratioTo: 'first uploads',
          aim: '>= 20',
        },
      ];
    } finally {
      await server.remove();
    }
  },
};
