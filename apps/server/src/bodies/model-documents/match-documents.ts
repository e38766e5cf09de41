import { sql } from 'drizzle-orm';
import type { Db } from 'mongodb';
import type { Database } from '../../database/database.ts';
import { ConfigurationError } from '../../errors.ts';
import { databaseId, ensureDatabaseId } from '../../installation/installation-id.ts';
import { isDuplicate } from './is-duplicate.ts';
import type { ModelDocuments } from './model-document.ts';

/** Where a MongoDB database keeps the id of the installation that its documents belong to. */
const COLLECTION = 'likeness_installation';
const ID = 'installation';

interface Label {
  _id: string;
  installation: string;
}

const labels = (mongo: Db) => mongo.collection<Label>(COLLECTION);

/** Gives the documents the id of an installation. */
export async function labelDocuments(mongo: Db, installation: string): Promise<void> {
  await labels(mongo).deleteOne({ _id: ID });
  await labels(mongo).insertOne({ _id: ID, installation });
}

/** The id that the documents carry; undefined when they carry none. */
export async function documentsId(mongo: Db): Promise<string | undefined> {
  return (await labels(mongo).findOne({ _id: ID }))?.installation;
}

/**
 * Makes sure that the documents are this installation's: another one's would all be without a row, and the cleanup
 * would delete them. Documents without an id are ours when there are none, or we know the first of them.
 *
 * @throws ConfigurationError `MONGODB_URL`
 */
export async function matchDocuments(db: Database, mongo: Db, documents: ModelDocuments): Promise<void> {
  const theirs = await documentsId(mongo);
  if (theirs === undefined) {
    const [first] = await documents.list({ limit: 1 });
    if (first && !(await knows(db, first.modelId))) throw foreign();
    const ours = await ensureDatabaseId(db.$client);
    try {
      await labels(mongo).insertOne({ _id: ID, installation: ours });
      return;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      // another process was quicker
      if ((await documentsId(mongo)) === ours) return;
      throw foreign();
    }
  }
  if (theirs !== (await databaseId(db.$client))) throw foreign();
}

async function knows(db: Database, modelId: bigint): Promise<boolean> {
  const { rows } = await db.execute(
    sql`SELECT FROM avatar.models WHERE id = ${String(modelId)}::bigint AND document_engine = 'mongodb'`,
  );
  return rows.length > 0;
}

const foreign = () =>
  new ConfigurationError(
    'MONGODB_URL',
    'the documents in this database belong to another installation, and its cleanup would delete them as rubbish. Name another database at the end of the address.',
  );

/** False for a database of an earlier version. */
export async function hasDocuments(db: Database): Promise<boolean> {
  const { rows } = await db.execute<{ found: boolean }>(
    sql`SELECT to_regclass('avatar.model_documents') IS NOT NULL AS found`,
  );
  return rows[0]?.found ?? false;
}

/**
 * Refuses to start without the engine that bodies are kept in.
 *
 * @throws ConfigurationError `MONGODB_URL`
 */
export async function requireEngines(db: Database): Promise<void> {
  const { rows } = await db.execute<{ found: boolean }>(
    sql`SELECT EXISTS (SELECT FROM avatar.models WHERE document_engine = 'mongodb' AND state = 'ready' AND avatar_id IS NOT NULL) AS found`,
  );
  if (!rows[0]?.found) return;
  throw new ConfigurationError(
    'MONGODB_URL',
    'is not set, and bodies are kept in MongoDB. Set it, or move them first: likeness models migrate --from mongodb --to postgres.',
  );
}
