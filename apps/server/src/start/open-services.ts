import { mkdir, rm } from 'node:fs/promises';
import { createBodies } from '../bodies/bodies-context.ts';
import { type OpenDocuments, openDocuments } from '../bodies/model-documents/open-documents.ts';
import { openCache } from '../cache/open-cache.ts';
import { openCdn } from '../cdn/cdn.ts';
import { checkInvalidations } from '../cdn/invalidation-worker.ts';
import type { Config } from '../config/config.ts';
import { openDatabase } from '../database/database.ts';
import { ConfigurationError } from '../errors.ts';
import { matchStores } from '../installation/match-store.ts';
import type { Log } from '../log.ts';
import { checkStore, openStore } from '../objects/open-store.ts';
import { createPortraits } from '../portraits/portraits.ts';
import { neededChecks } from '../readiness.ts';
import { configuredRedis } from '../redis/configured-redis.ts';
import type { RedisHandle } from '../redis/open-redis.ts';
import { masterKeySource } from '../sealing/master-key-source.ts';
import { openSealing } from '../sealing/open-sealing.ts';
import { closedSealing } from '../sealing/sealing.ts';
import type { Services } from '../services.ts';

export interface OpenServices {
  config: Config;
  log: Log;
  /** As `server` or `worker`. */
  role: string;
  /** The one server of a data directory. */
  own?: boolean;
  /** Another server has taken the data directory since: this one must stop. */
  onTaken?(error: ConfigurationError): void;
  /** Apply pending migrations; true by default. */
  migrate?: boolean;
  /** Refuse objects that belong to another database; true by default. A restore sees to that itself. */
  match?: boolean;
  /** Open what is sealed, which takes the master key; by default where migrations and `match` are asked for. */
  sealed?: boolean;
}

/**
 * Opens what a process works with. The database is closed by its handle, last of all.
 *
 * @throws ConfigurationError when a folder or the database cannot be used, or they do not belong together
 */
export async function openServices({
  config,
  log,
  role,
  own = false,
  onTaken,
  migrate = true,
  match = true,
  sealed = match && migrate,
}: OpenServices): Promise<Services> {
  await makeFolder(config.server.dataDir);
  await makeFolder(config.pictures.temporaryDir);
  const store = await openStore(config, { pool: () => database.pool });
  if (match && migrate) await checkStore(config, store);
  const cdn = await openCdn(config, log, { look: sealed });
  const database = await openDatabase({
    config,
    log,
    applicationName: role,
    own,
    ...(onTaken && { onTaken }),
    migrate,
    joins: own || role === 'worker',
    readReplica: role === 'server',
  });
  let redis: RedisHandle | undefined;
  let sealing = closedSealing();
  let documents: OpenDocuments;
  try {
    // what a crash left of photos on their way in: nobody is sending any before the one server listens
    if (own) await rm(config.photos.temporaryDir, { recursive: true, force: true });
    if (match) await matchStores({ config, pool: database.pool, store, label: migrate });
    if (sealed) sealing = await openSealing(database.db, masterKeySource(config), database);
    redis = await configuredRedis(role, { config, log, pool: database.pool });
    documents = await openDocuments(config, database.db, { match });
  } catch (error) {
    redis?.close();
    await database.close();
    throw error;
  }
  const portraits = createPortraits({ config, db: database.db, store });
  const bodies = createBodies({
    config,
    db: database.db,
    store,
    sealing,
    budget: portraits.context.budget,
    documents,
  });
  const checks = neededChecks({ database, store });
  if (sealed) checks.push({ name: 'keys', needed: true, check: () => sealing.check() });
  const { replica } = database;
  if (replica) checks.push({ name: 'replica', needed: false, check: () => replica.check() });
  if (config.mongodb.url !== undefined) {
    // pictures do without it, and requests for bodies say so themselves
    checks.push({ name: 'mongodb', needed: false, check: () => documents.stores.main.check() });
  }
  if (redis) {
    const { client } = redis;
    checks.push({ name: 'redis', needed: false, check: () => client.ping() });
  }
  if (config.cdn.distributionId !== undefined) {
    checks.push({ name: 'cdn', needed: false, check: () => checkInvalidations(database.db) });
  }
  const lifecycle = { stopping: false };
  const cache = openCache(redis);
  return { config, log, database, redis, cache, store, cdn, portraits, sealing, bodies, checks, lifecycle };
}

/** Ends the threads, then leaves the database; after everything that works with them. */
export async function closeServices({ bodies, cache, database, redis }: Services): Promise<void> {
  await bodies.close();
  await cache.close();
  redis?.close();
  await database.close();
}

/** Ours alone when we make it; who made it before has chosen its mode. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError('LIKENESS_DATA_DIR', `the folder ${path} cannot be made (${code}).`, {
      cause,
    });
  }
}
