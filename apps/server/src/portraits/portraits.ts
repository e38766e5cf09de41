import { PixelBudget } from '@likeness/images';
import type { StorageDriver } from '@likeness/storage';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { PortraitsContext } from './portraits-context.ts';
import { ServableLookup } from './servable.ts';
import { VariantFiles } from './variant-files.ts';

/** The parts of the portraits that live as long as the process. */
export interface Portraits {
  context: PortraitsContext;
  servable: ServableLookup;
  files: VariantFiles;
}

export function createPortraits(parts: {
  config: Config;
  db: Database;
  store: StorageDriver;
  pause?: NonNullable<PortraitsContext['pause']>;
}): Portraits {
  const { config, db, store } = parts;
  const budget = new PixelBudget(config.pictures.pixelsInFlight);
  return {
    context: { ...parts, budget, renderings: new Map() },
    servable: new ServableLookup(db, config.cleanup.grace, {
      prepared: config.database.directUrl === undefined,
    }),
    files: new VariantFiles(db, store),
  };
}
