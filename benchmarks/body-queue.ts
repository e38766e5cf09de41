import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { inParallel } from './support/in-parallel.ts';
import { statusOf } from './support/process-status.ts';
import { countBodies, queueBody } from './support/queue-body.ts';
import { startServer, tokenOf } from './support/server.ts';

/** A thousand bodies are queued at once; the server's own workers make them: three GLB levels and a picture each. */
export const bodyQueue: Benchmark = {
  name: 'body-queue',
  about: '1,000 queued bodies through the workers: bodies a minute, and whether memory stays flat',
  async run({ quick, say }) {
    const count = quick ? 40 : 1_000;
    const server = await startServer({
      LIKENESS_QUEUE_RATE: 'off',
      LIKENESS_AVATARS_PER_USER: '1000000',
      LIKENESS_LOG_LEVEL: 'warn',
    });
    const pid = server.process.pid ?? 0;
    const token = tokenOf('tailor');
    const memory: number[] = [];
    try {
      const began = performance.now();
      const queued = await inParallel(count, 8, (index) => queueBody(server.url, token, index));
      say(`${count} queued in ${queued.seconds.toFixed(1)} s`);
      for (let done = 0, told = 0; done < count; ) {
        await delay(1_000);
        const failed = await countBodies(server.url, token, 'error');
        if (failed > 0) throw new Error(`${failed} bodies could not be made`);
        done = await countBodies(server.url, token, 'ready');
        if (process.platform === 'linux') memory.push(statusOf(pid, 'VmRSS'));
        if (done >= told + count / 4) {
          told = done;
          say(`${done} made, ${memory.at(-1)?.toFixed(0) ?? '?'} MB`);
        }
      }
      const seconds = (performance.now() - began) / 1_000;
      const part = (from: number, to: number) => {
        const some = memory.slice(Math.floor(memory.length * from), Math.ceil(memory.length * to));
        return some.reduce((sum, value) => sum + value, 0) / Math.max(1, some.length);
      };
      return [
        { metric: 'bodies a minute', value: (count / seconds) * 60, unit: '/min' },
        { metric: 'memory in the second quarter', value: part(0.25, 0.5), unit: 'MB' },
        { metric: 'memory in the last quarter', value: part(0.75, 1), unit: 'MB' },
        {
          metric: 'memory, last ÷ second quarter',
          value: part(0.75, 1) / part(0.25, 0.5),
          unit: '×',
          ratioTo: 'second quarter',
          aim: '<= 1.1',
        },
      ];
    } finally {
      await server.remove();
    }
  },
};
