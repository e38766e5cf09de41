import type { StorageDriver } from '@likeness/storage';
import type { DocumentStores } from '../bodies/model-documents/document-stores.ts';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { PortraitsContext } from '../portraits/portraits-context.ts';
import type { Services } from '../services.ts';

/** No upload takes this long: what may belong to one is left alone meanwhile, however short the grace. */
export const LONGEST_UPLOAD = 15 * 60_000;

/** What a cleanup works with. */
export interface CleanupContext {
  config: Config;
  db: Database;
  store: StorageDriver;
  /** By default rows of the database. */
  documents?: DocumentStores;
  /** To finish erasures of people that were interrupted; without it they wait. */
  people?: Pick<Services, 'database' | 'bodies' | 'portraits' | 'sealing'>;
  /** Ends the cycle after the batch that is under way. */
  signal?: AbortSignal;
  /** One organization's id; everything when undefined. */
  scope?: string | undefined;
  /** By default `LONGEST_UPLOAD`, milliseconds. */
  longestUpload?: number;
  pause?: PortraitsContext['pause'];
}
