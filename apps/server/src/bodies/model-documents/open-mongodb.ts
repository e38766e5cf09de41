import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { ConfigurationError } from '../../errors.ts';
import { VERSION } from '../../version.ts';
import { ensureIndexes } from './mongodb-documents.ts';

/** ms after which an engine that is silent counts as down; a caller waits no longer either */
const PATIENCE = { connect: 3_000, answer: 10_000 };
/** Codes of what a user may not do: authentication failed, not authorised. */
const REFUSED = new Set<unknown>([13, 18, 8000]);

export interface MongoHandle {
  db: Db;
  close(): Promise<void>;
}

/**
 * Connects, and makes the indexes.
 *
 * @param url with the name of the database, else `likeness`
 * @throws ConfigurationError `MONGODB_URL` when it cannot be reached, or refuses
 */
export async function openMongodb(url: string): Promise<MongoHandle> {
  let client: MongoClient | undefined;
  try {
    client = new MongoClient(url, {
      appName: `likeness ${VERSION}`,
      serverSelectionTimeoutMS: PATIENCE.connect,
      connectTimeoutMS: PATIENCE.connect,
      socketTimeoutMS: PATIENCE.answer,
      waitQueueTimeoutMS: PATIENCE.answer,
      // numbers of models are 64 bits wide
      useBigInt64: true,
      promoteBuffers: true,
    });
    const opened = client;
    const db = opened.db(nameIn(url));
    await db.command({ ping: 1 });
    await ensureIndexes(db);
    return { db, close: () => opened.close() };
  } catch (cause) {
    await client?.close().catch(() => {});
    throw new ConfigurationError('MONGODB_URL', sentenceOf(cause), { cause });
  }
}

/** The path of the address; several hosts may stand before it. */
function nameIn(url: string): string {
  const [, name] = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^/?]+)/.exec(url) ?? [];
  return name === undefined ? 'likeness' : decodeURIComponent(name);
}

function sentenceOf(error: unknown): string {
  const { name } = (error ?? {}) as { name?: unknown };
  if (error instanceof MongoServerError && REFUSED.has(error.code)) {
    return 'MongoDB refuses the user or the password of the address, or the user may not write in its database. Set one that may.';
  }
  if (name === 'MongoParseError' || name === 'MongoInvalidArgumentError' || name === 'MongoAPIError') {
    return 'the address cannot be read. It looks like mongodb://user:password@host:27017/likeness.';
  }
  return `MongoDB does not answer at this address (${String(name)}). Start it, or set an address that this machine reaches.`;
}
