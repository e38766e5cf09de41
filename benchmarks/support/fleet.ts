import type { Engines } from './engines.ts';
import { type Server, startServer } from './server.ts';
import { startWorkers, type WorkerFleet } from './worker-fleet.ts';

/** Servers and workers on the same engines, each a process of its own. */
export interface Fleet {
  servers: readonly Server[];
  /** Each server in its turn. */
  next(): URL;
  stop(): Promise<void>;
}

export interface FleetOptions {
  servers: number;
  workers: number;
  /** Beside what leads to the engines. */
  env?: Record<string, string>;
}

export async function startFleet(
  engines: Engines,
  { servers: count, workers, env = {} }: FleetOptions,
): Promise<Fleet> {
  const settings = {
    ...engines.env,
    LIKENESS_QUEUE_RATE: 'off',
    LIKENESS_AVATARS_PER_USER: '1000000',
    LIKENESS_LOG_LEVEL: 'error',
    LIKENESS_CLEANUP_IN_PROCESS: 'off',
    LIKENESS_WORKERS_IN_PROCESS: 'off',
    ...env,
  };
  const servers: Server[] = [];
  const fleets: WorkerFleet[] = [];
  const stop = async () => {
    await Promise.all(fleets.map((fleet) => fleet.stop()));
    await Promise.all(servers.map((server) => server.remove()));
  };
  try {
    for (let started = 0; started < count; started += 1) servers.push(await startServer(settings));
    const [first] = servers;
    if (first && workers > 0) fleets.push(startWorkers(first, workers, settings));
  } catch (error) {
    await stop();
    throw error;
  }
  let turn = 0;
  const next = () => {
    const server = servers[turn++ % servers.length];
    if (server === undefined) throw new Error('a fleet without servers');
    return server.url;
  };
  return { servers, next, stop };
}
