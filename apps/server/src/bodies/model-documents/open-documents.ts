import type { Config } from '../../config/config.ts';
import type { Database } from '../../database/database.ts';
import { type DocumentStores, documentStores } from './document-stores.ts';
import {
  documentsId,
  hasDocuments,
  labelDocuments,
  matchDocuments,
  requireEngines,
} from './match-documents.ts';
import { postgresDocuments } from './postgres-documents.ts';

/** The stores of documents as configured, and what belongs to their being open. */
export interface OpenDocuments {
  stores: DocumentStores;
  /** The id of the installation that the documents belong to; undefined when they carry none. */
  installation(): Promise<string | undefined>;
  /** Says that the documents are of the installation of this id: after a restore. */
  label(installation: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the engine that `MONGODB_URL` names; without it documents are rows of the database.
 *
 * @param match refuse documents of another installation, and to be without those of this one
 * @throws ConfigurationError `MONGODB_URL`
 */
export async function openDocuments(
  { mongodb }: Pick<Config, 'mongodb'>,
  db: Database,
  { match }: { match: boolean },
): Promise<OpenDocuments> {
  const matching = match && (await hasDocuments(db));
  if (mongodb.url === undefined) {
    if (matching) await requireEngines(db);
    return documentsInRows(db);
  }
  // whoever has none does not load the driver either
  const [{ openMongodb }, { mongodbDocuments }] = await Promise.all([
    import('./open-mongodb.ts'),
    import('./mongodb-documents.ts'),
  ]);
  const mongo = await openMongodb(mongodb.url);
  const documents = mongodbDocuments(mongo.db);
  try {
    if (matching) await matchDocuments(db, mongo.db, documents);
  } catch (error) {
    await mongo.close();
    throw error;
  }
  return {
    stores: documentStores(documents, postgresDocuments(db)),
    installation: () => documentsId(mongo.db),
    label: (installation) => labelDocuments(mongo.db, installation),
    close: mongo.close,
  };
}

/** Documents as rows of the database, which need no care of their own. */
export function documentsInRows(db: Database): OpenDocuments {
  return {
    stores: documentStores(postgresDocuments(db)),
    installation: async () => undefined,
    label: async () => {},
    close: async () => {},
  };
}
