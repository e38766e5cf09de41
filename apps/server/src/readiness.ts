import type { StorageDriver } from '@likeness/storage';
import type { Pool } from 'pg';
import type { Log } from './log.ts';
import type { Services } from './services.ts';

/**
 * One engine that `/ready` asks about. Who opens an engine adds its check: `services.checks.push({ name: 'cache', … })`.
 */
export interface EngineCheck {
  /** As the answer calls it. */
  name: string;
  /** Without it nothing can be served: 503. What works without it, if slower or in part, is only degraded. */
  needed: boolean;
  /** Rejects when the engine does not answer. Given up when the signal aborts, after two seconds. */
  check(signal: AbortSignal): Promise<unknown>;
}

/** The two that everything needs. */
export function neededChecks(engines: { database: { pool: Pool }; store: StorageDriver }): EngineCheck[] {
  return [
    { name: 'database', needed: true, check: () => engines.database.pool.query('SELECT 1') },
    { name: 'storage', needed: true, check: (signal) => engines.store.check({ signal }) },
  ];
}

/** ms that an answer holds, so that nobody can wear out the engines with questions */
const HOLDS = 1_000;
/** ms that an engine has to answer */
const PATIENCE = 2_000;

export type EngineState = 'ok' | 'down';

export interface Readiness {
  /** Requests can be served: every engine that is needed answers and the process is not stopping. */
  ready: boolean;
  stopping: boolean;
  status: 'ready' | 'degraded' | 'not ready' | 'shutting down';
  checks: Record<string, EngineState>;
}

/** What came of one question. */
export interface EngineAnswer {
  name: string;
  needed: boolean;
  state: EngineState;
  /** ms until it answered, failed or was given up. */
  latency: number;
}

interface Asked {
  engines: EngineAnswer[];
  checks: Record<string, EngineState>;
  /** An engine that is needed is down. */
  failed: boolean;
}
const remembered = new WeakMap<Services['lifecycle'], { until: number; asked: Promise<Asked> }>();
/** What was down when last asked: its end and its return are told once. */
const fallen = new WeakMap<EngineCheck, true>();

/** Asks every engine at the same time, for two seconds at most, and again a second after it has answered. */
export async function readiness(services: Asking): Promise<Readiness> {
  const asked = await ask(services);
  const { stopping } = services.lifecycle;
  const degraded = Object.values(asked.checks).includes('down');
  const serving = asked.failed ? 'not ready' : degraded ? 'degraded' : 'ready';
  const status = stopping ? 'shutting down' : serving;
  return { ready: !stopping && !asked.failed, stopping, status, checks: asked.checks };
}

/** The same of each engine, and how long it took. */
export async function askedEngines(services: Asking): Promise<readonly EngineAnswer[]> {
  return (await ask(services)).engines;
}

type Asking = Pick<Services, 'checks' | 'lifecycle' | 'log'>;

async function ask({ checks, lifecycle, log }: Asking): Promise<Asked> {
  let last = remembered.get(lifecycle);
  if (last === undefined || performance.now() >= last.until) {
    last = { until: Number.POSITIVE_INFINITY, asked: askEngines(checks, log) };
    remembered.set(lifecycle, last);
  }
  const asked = await last.asked;
  last.until = Math.min(last.until, performance.now() + HOLDS);
  return asked;
}

async function askEngines(checks: readonly EngineCheck[], log: Log): Promise<Asked> {
  const engines = await Promise.all(
    checks.map(async (engine) => {
      const began = performance.now();
      const state = await stateOf(engine, log);
      const { name, needed } = engine;
      return { name, needed, state, latency: performance.now() - began };
    }),
  );
  return {
    engines,
    checks: Object.fromEntries(engines.map(({ name, state }) => [name, state])),
    failed: engines.some(({ needed, state }) => needed && state === 'down'),
  };
}

async function stateOf(engine: EngineCheck, log: Log): Promise<EngineState> {
  const { name, needed } = engine;
  try {
    await inTime(engine);
  } catch (err) {
    if (!fallen.has(engine)) log.warn({ err, engine: name, needed }, 'an engine does not answer');
    fallen.set(engine, true);
    return 'down';
  }
  if (fallen.delete(engine)) log.info({ engine: name }, 'the engine answers again');
  return 'ok';
}

/** Also for a check that does not look at its signal, and one that throws before it begins. */
async function inTime({ check }: EngineCheck): Promise<void> {
  const given = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no answer within ${PATIENCE} ms`);
      reject(error);
      given.abort(error);
    }, PATIENCE);
  });
  try {
    await Promise.race([check(given.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
