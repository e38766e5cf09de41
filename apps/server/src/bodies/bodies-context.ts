import type { StorageDriver } from '@likeness/storage';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { type BodyThreads, createBodyThreads } from './threads/body-threads.ts';

/** What the operations on bodies work with. */
export interface BodiesContext {
  config: Config;
  db: Database;
  store: StorageDriver;
  sealing: Sealing;
  threads: BodyThreads;
  /** Renditions under way, by model and name: requests for the same one share it. */
  renderings: Map<string, Promise<Buffer>>;
}

export interface Bodies {
  context: BodiesContext;
  /** Ends the threads, with what they are doing. */
  close(): Promise<void>;
}

export function createBodies(parts: Pick<BodiesContext, 'config' | 'db' | 'store' | 'sealing'>): Bodies {
  const threads = createBodyThreads({ threads: parts.config.bodies.threads });
  return { context: { ...parts, threads, renderings: new Map() }, close: () => threads.close() };
}
