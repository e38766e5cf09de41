import { z } from 'zod';
import type { Services } from '../../../services.ts';
import type { App } from '../../app-types.ts';

/** ms that an answer holds, so that probes cost the engines next to nothing */
const HOLDS = 1_500;
const PATIENCE = 3_000;

const part = z.enum(['ok', 'down']);
const body = z.object({
  status: z.enum(['ready', 'not ready', 'shutting down']),
  checks: z.object({ database: part, storage: part }),
});
const response = { 200: body, 503: body };

/** `GET /ready`: requests can be served. 503 tells which engine is down, or that the server is stopping. */
export function getReady(app: App, { database, store, lifecycle, log }: Services): void {
  const databaseAnswers = remembered(() => database.pool.query('SELECT 1'));
  const storeAnswers = remembered(() => store.check({ signal: AbortSignal.timeout(PATIENCE) }));

  function remembered(ask: () => Promise<unknown>): () => Promise<'ok' | 'down'> {
    let asked = Number.NEGATIVE_INFINITY;
    let answer: Promise<'ok' | 'down'> = Promise.resolve('down');
    return () => {
      if (performance.now() - asked < HOLDS) return answer;
      asked = performance.now();
      answer = withinPatience(ask()).then(
        () => 'ok' as const,
        (err: unknown) => {
          log.warn({ err }, 'not ready');
          return 'down' as const;
        },
      );
      return answer;
    };
  }

  app.get(
    '/ready',
    {
      schema: { response, tags: ['system'], summary: 'Can requests be served', operationId: 'getReady' },
      config: {
        access: 'public',
        docs: { example: { status: 'ready', checks: { database: 'ok', storage: 'ok' } } },
      },
    },
    async (_request, reply) => {
      const [databaseIs, storeIs] = await Promise.all([databaseAnswers(), storeAnswers()]);
      const checks = { database: databaseIs, storage: storeIs };
      const good = databaseIs === 'ok' && storeIs === 'ok';
      const status = lifecycle.stopping ? 'shutting down' : good ? 'ready' : 'not ready';
      reply.header('cache-control', 'no-store');
      if (status === 'ready') return { status, checks } as const;
      return reply.code(503).header('retry-after', '5').send({ status, checks });
    },
  );
}

async function withinPatience(asked: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE} ms`)), PATIENCE);
  });
  try {
    await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
