import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { photo } from '@likeness/test-kit';
import type { Benchmark } from './benchmark.ts';
import { inParallel } from './support/in-parallel.ts';
import { statusOf } from './support/process-status.ts';
import { startServer } from './support/server.ts';
import { distinct, upload } from './support/upload.ts';

const AT_ONCE = 50;
/** ms for memory to come to rest */
const REST = 3_000;

/** Fifty people upload a large picture at once; the database's own processes are not counted. */
export const memory: Benchmark = {
  name: 'memory',
  about: 'memory that 50 concurrent uploads of 10 MB take at their peak, above the idle server',
  async run({ say }) {
    if (process.platform !== 'linux') {
      say('SKIPPED: memory is read from /proc, which only Linux has');
      return [];
    }
    const jpeg = await photo({ width: 6_000, height: 4_000, seed: 24, quality: 96 });
    say(`JPEGs of 6000×4000, ${(jpeg.length / 1e6).toFixed(1)} MB`);
    const server = await startServer();
    const pid = server.process.pid ?? 0;
    let sent = 0;
    const send = () => {
      sent += 1;
      return upload(server.url, `user-${sent}`, distinct(jpeg, `large-${sent}`));
    };
    try {
      await inParallel(8, 2, send);
      await delay(REST);
      const idle = statusOf(pid, 'VmRSS');
      // resets VmHWM
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
      const { seconds } = await inParallel(AT_ONCE, AT_ONCE, send);
      const peak = statusOf(pid, 'VmHWM');
      await delay(REST);
      const after = statusOf(pid, 'VmRSS');
      return [
        { metric: 'idle', value: idle, unit: 'MB' },
        { metric: 'peak', value: peak, unit: 'MB' },
        { metric: 'peak above idle', value: peak - idle, unit: 'MB', aim: '<= 150' },
        { metric: 'kept afterwards', value: after - idle, unit: 'MB' },
        { metric: '50 uploads took', value: seconds, unit: 's' },
      ];
    } finally {
      await server.remove();
    }
  },
};
