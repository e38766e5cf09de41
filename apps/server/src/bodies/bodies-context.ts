import { PixelBudget } from '@likeness/images';
import type { StorageDriver } from '@likeness/storage';
import type { Config } from '../config/config.ts';
import type { Database } from '../database/database.ts';
import type { Sealing } from '../sealing/sealing.ts';
import type { DocumentStores } from './model-documents/document-stores.ts';
import { documentsInRows, type OpenDocuments } from './model-documents/open-documents.ts';
import { createPhotoThreads, type PhotoThreads } from './photo-threads/photo-threads.ts';
import { type BodyThreads, createBodyThreads } from './threads/body-threads.ts';

/** What the operations on bodies work with. */
export interface BodiesContext {
  config: Config;
  db: Database;
  store: StorageDriver;
  sealing: Sealing;
  documents: DocumentStores;
  threads: BodyThreads;
  photoThreads: PhotoThreads;
  /** Shared by everything that decodes in this process. */
  budget: PixelBudget;
  /** Renditions under way, by model and name: requests for the same one share it. */
  renderings: Map<string, Promise<Buffer>>;
}

export interface Bodies {
  context: BodiesContext;
  documents: OpenDocuments;
  /** Ends the threads, with what they are doing, and leaves the engine of the documents. */
  close(): Promise<void>;
}

type Parts = Pick<BodiesContext, 'config' | 'db' | 'store' | 'sealing'>;

/** @param parts `budget`: that of the process; by default one of its own. `documents`: by default rows of the database */
export function createBodies(
  parts: Parts & Partial<Pick<BodiesContext, 'budget'> & Pick<Bodies, 'documents'>>,
): Bodies {
  const { config } = parts;
  const documents = parts.documents ?? documentsInRows(parts.db);
  const threads = createBodyThreads({ threads: config.bodies.threads });
  const photoThreads = createPhotoThreads(config.photos);
  const budget = parts.budget ?? new PixelBudget(config.pictures.pixelsInFlight);
  return {
    context: { ...parts, documents: documents.stores, threads, photoThreads, budget, renderings: new Map() },
    documents,
    async close() {
      await Promise.all([threads.close(), photoThreads.close()]);
      await documents.close();
    },
  };
}
