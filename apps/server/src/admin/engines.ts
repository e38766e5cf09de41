import type { Config } from '../config/config.ts';
import { queueDepth } from '../jobs/queue-depth.ts';
import { askedEngines, type EngineAnswer } from '../readiness.ts';
import type { Services } from '../services.ts';

export interface EngineHealth {
  name: string;
  /** What serves it: `embedded` PostgreSQL, a folder (`disk`), `s3`, `redis` … */
  kind: string;
  /** `down` and needed: nothing is served; `degraded`: it can be done without, or work has piled up. */
  state: 'ok' | 'degraded' | 'down';
  /** ms of the check just made; null where nothing was asked. */
  latencyMs: number | null;
  /** What it is for, or what its failure means. Names no host. */
  detail: string;
}

export interface EnginesHealth {
  status: 'ok' | 'degraded' | 'down';
  engines: EngineHealth[];
}

type Sentences = { fine: string; down: string };
const SENTENCES: Readonly<Record<string, Sentences>> = {
  database: {
    fine: 'Keeps people, pictures and bodies.',
    down: 'The database does not answer. Nothing can be served until it does.',
  },
  storage: {
    fine: 'Keeps the files of pictures and bodies.',
    down: 'The object store does not answer. Nothing can be uploaded until it does.',
  },
  keys: {
    fine: 'Seal what is stored of people.',
    down: 'Another master key has taken over. Start this process again with the new one.',
  },
  replica: {
    fine: 'Answers lists and statistics.',
    down: 'The replica is away or too far behind. The primary answers in its place.',
  },
  mongodb: {
    fine: 'Keeps the documents of bodies.',
    down: 'MongoDB does not answer. Bodies cannot be made or opened until it does; pictures can.',
  },
  redis: {
    fine: 'Holds the queue, the cache and the limits.',
    down: 'Redis does not answer. Jobs wait, and limits count in each process alone.',
  },
  cdn: {
    fine: 'Brings pictures close to who looks at them.',
    down: 'The CDN does not take what it is told to forget. It is told again.',
  },
};
const UNKNOWN: Sentences = { fine: 'Answers.', down: 'Does not answer.' };

/** Every engine that is configured, asked now or within the last second, and the queue of jobs. */
export async function enginesHealth(
  services: Pick<Services, 'checks' | 'config' | 'database' | 'lifecycle' | 'log' | 'redis'>,
): Promise<EnginesHealth> {
  const asked = await askedEngines(services);
  const kinds = kindsOf(services);
  const engines = asked.map((answer) => healthOf(answer, kinds));
  const isDown = (wanted: string) => engines.some(({ name, state }) => name === wanted && state !== 'ok');
  engines.push(await queueHealth(services, isDown('database')));
  const states = engines.map(({ state }) => state);
  const status = states.includes('down') ? 'down' : states.includes('degraded') ? 'degraded' : 'ok';
  return { status, engines };
}

function healthOf(
  { name, needed, state, latency }: EngineAnswer,
  kinds: Readonly<Record<string, string>>,
): EngineHealth {
  const { fine, down } = SENTENCES[name] ?? UNKNOWN;
  const kind = kinds[name] ?? name;
  const latencyMs = Math.round(latency * 10) / 10;
  if (state === 'ok') return { name, kind, state, latencyMs, detail: fine };
  return { name, kind, state: needed ? 'down' : 'degraded', latencyMs, detail: down };
}

function kindsOf({ config, database }: Pick<Services, 'config' | 'database'>): Record<string, string> {
  return {
    database: database.embedded ? 'embedded' : 'postgresql',
    replica: 'postgresql',
    storage: config.storage.migrateFrom === undefined ? config.storage.backend : 'moving',
    keys: keysKind(config),
    mongodb: 'mongodb',
    redis: 'redis',
    cdn: 'cloudfront',
  };
}

function keysKind({ secrets }: Config): string {
  if (secrets.kmsKeyId !== undefined) return 'kms';
  return secrets.masterKey === undefined ? 'file' : 'environment';
}

/** s after which nobody seems to be working */
const LONG = 300;

/** By the rows, so that it holds on every engine of the queue. */
async function queueHealth(
  { database, redis }: Pick<Services, 'database' | 'redis'>,
  unknown: boolean,
): Promise<EngineHealth> {
  const queue = { name: 'queue', kind: redis === undefined ? 'postgresql' : 'redis' };
  const untold = {
    ...queue,
    state: 'down' as const,
    latencyMs: null,
    detail: 'Its database does not answer.',
  };
  if (unknown) return untold;
  const began = performance.now();
  const depth = await queueDepth(database.db).catch(() => undefined);
  if (depth === undefined) return untold;
  const latencyMs = Math.round((performance.now() - began) * 10) / 10;
  const { queued, processing, oldestSeconds } = depth;
  const told = `${queued} waiting, ${processing} at work.`;
  if ((oldestSeconds ?? 0) <= LONG) return { ...queue, state: 'ok', latencyMs, detail: told };
  const detail = `${told} The oldest waits for more than five minutes: start another worker, or look at its log.`;
  return { ...queue, state: 'degraded', latencyMs, detail };
}
