import type { Services } from './services.ts';

/** ms that an answer holds, so that probes cost the engines next to nothing */
const HOLDS = 1_500;
const PATIENCE = 3_000;

export type EngineState = 'ok' | 'down';

export interface Readiness {
  /** Requests can be served: every engine answers and the process is not stopping. */
  ready: boolean;
  stopping: boolean;
  checks: { database: EngineState; storage: EngineState };
}

const remembered = new WeakMap<Services, { at: number; checks: Promise<Readiness['checks']> }>();

/** Asks the database and the store, at most once in 1.5 s. */
export async function readiness(services: Services): Promise<Readiness> {
  let last = remembered.get(services);
  if (last === undefined || performance.now() - last.at >= HOLDS) {
    last = { at: performance.now(), checks: askEngines(services) };
    remembered.set(services, last);
  }
  const checks = await last.checks;
  const { stopping } = services.lifecycle;
  return { ready: !stopping && checks.database === 'ok' && checks.storage === 'ok', stopping, checks };
}

async function askEngines({ database, store, log }: Services): Promise<Readiness['checks']> {
  const state = async (engine: string, asked: Promise<unknown>): Promise<EngineState> => {
    try {
      await inTime(asked);
      return 'ok';
    } catch (err) {
      log.warn({ err, engine }, 'not ready');
      return 'down';
    }
  };
  const [answersQuery, takesObjects] = await Promise.all([
    state('database', database.pool.query('SELECT 1')),
    state('storage', store.check({ signal: AbortSignal.timeout(PATIENCE) })),
  ]);
  return { database: answersQuery, storage: takesObjects };
}

async function inTime(asked: Promise<unknown>): Promise<void> {
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
