import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Benchmark } from './benchmark.ts';
import { call } from './support/call.ts';
import { inParallel } from './support/in-parallel.ts';
import { statusOf } from './support/process-status.ts';
import { startServer, tokenOf } from './support/server.ts';
import { agent } from './support/upload.ts';

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
      const queued = await inParallel(count, 8, (index) => make(server.url, token, index));
      say(`${count} queued in ${queued.seconds.toFixed(1)} s`);
      for (let done = 0, told = 0; done < count; ) {
        await delay(1_000);
        const path = '/api/v1/avatars?limit=1&status=';
        const total = async (status: string) =>
          (await call<{ pagination: { total: number } }>(server.url, 'GET', path + status, token)).pagination
            .total;
        const failed = await total('error');
        if (failed > 0) throw new Error(`${failed} bodies could not be made`);
        done = await total('ready');
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

async function make(server: URL, token: string, index: number): Promise<void> {
  const body = JSON.stringify({
    name: `Body ${index}`,
    sex: index % 2 === 0 ? 'female' : 'male',
    measurements: {
      height: (index % 2 === 0 ? 158 : 170) + (index % 17),
      chest: 88 + (index % 23),
      waist: 70 + (index % 19),
      hip: 92 + (index % 13),
    },
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const url = new URL('/api/v1/avatars/measurement-based', server);
    request(url, { agent, method: 'POST', headers }, resolve).once('error', reject).end(body);
  });
  const told = await json(answer);
  if (answer.statusCode !== 202) throw new Error(`a body was refused: ${JSON.stringify(told)}`);
}
