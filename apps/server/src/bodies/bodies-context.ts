import { PixelBudget } from '@likeness/images';
import type { StorageDriver } from '@likeness/storage';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Sealing } from '../sealing/sealing.ts';
import { createPhotoThreads, type PhotoThreads } from './photo-threads/photo-threads.ts';
import { type BodyThreads, createBodyThreads } from './threads/body-threads.ts';

/** What the operations on bodies work with. */
export interface BodiesContext {
  config: Config;
  db: Database;
  store: StorageDriver;
  sealing: Sealing;
  threads: BodyThreads;
  photoThreads: PhotoThreads;
  /** Shared by everything that decodes in this process. */
  budget: PixelBudget;
  /** Renditions under way, by model and name: requests for the same one share it. */
  renderings: Map<string, Promise<Buffer>>;
}

export interface Bodies {
  context: BodiesContext;
  /** Ends the threads, with what they are doing. */
  close(): Promise<void>;
}

type Parts = Pick<BodiesContext, 'config' | 'db' | 'store' | 'sealing'>;

/** @param parts `budget`: that of the process; by default one of its own */
export function createBodies(parts: Parts & Partial<Pick<BodiesContext, 'budget'>>): Bodies {
  const { config } = parts;
  const threads = createBodyThreads({ threads: config.bodies.threads });
  const photoThreads = createPhotoThreads(config.photos);
  const budget = parts.budget ?? new PixelBudget(config.pictures.pixelsInFlight);
  return {
    context: { ...parts, threads, photoThreads, budget, renderings: new Map() },
    async close() {
      await Promise.all([threads.close(), photoThreads.close()]);
    },
  };
}
