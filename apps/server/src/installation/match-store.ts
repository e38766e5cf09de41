import { type StorageDriver, StorageError } from '@likeness/storage';
import type { Pool } from 'pg';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../errors.ts';
import { openStoreOf } from '../objects/open-store.ts';
import { type StoreKind, storePlace } from '../objects/store-place.ts';
import { storeRefusal } from '../objects/store-refusal.ts';
import { databaseId, ensureDatabaseId, hasInstallation, labelStore, storeId } from './installation-id.ts';

export interface MatchStore {
  config: Config;
  pool: Pool;
  store: StorageDriver;
  /** Give an id to a database and a store that have none. */
  label: boolean;
  /** Which of the configured stores it is, to be named; by default the one of STORAGE_BACKEND. */
  kind?: StoreKind;
}

/** Organizations whose objects are looked for in a store without an id. */
const ORGANIZATIONS = 1_000;

/**
 * Makes sure that the objects are this database's. To another database they would all be without a row, and
 * its cleanup would delete them once the grace period is over.
 *
 * A store without an id, of an earlier version or a restored one, is ours when it is empty or holds objects
 * of an organization that we know.
 *
 * @throws ConfigurationError when they are another database's, or the store cannot be used
 */
export async function matchStore({ config, pool, store, label, kind }: MatchStore): Promise<void> {
  const usable = <T>(work: Promise<T>) => asConfigured(config, work, kind);
  if (!(await hasInstallation(pool))) return;
  const ours = await databaseId(pool);
  const theirs = await usable(storeId(store));
  if (theirs !== undefined) {
    if (theirs !== ours) throw foreign(config, kind);
    return;
  }
  if (!(await usable(isOurs(pool, store)))) throw foreign(config, kind);
  if (label) await usable(labelStore(store, await ensureDatabaseId(pool)));
}

/**
 * The configured store, and the one that objects are being moved out of: each by itself, since through both at once the
 * new one would show the old one's id. It is labelled in any process, so that it is known to be ours before anything is
 * put there, and last: a refusal of the old one leaves no label.
 *
 * @throws ConfigurationError
 */
export async function matchStores(request: MatchStore): Promise<void> {
  const { config, pool } = request;
  const { backend, migrateFrom } = config.storage;
  if (migrateFrom === undefined) return matchStore(request);
  const from = await openStoreOf(config, migrateFrom);
  await matchStore({ config, pool, store: from, kind: migrateFrom, label: false });
  await matchStore({ config, pool, store: await openStoreOf(config, backend), kind: backend, label: true });
}

async function isOurs(pool: Pool, store: StorageDriver): Promise<boolean> {
  const holds = async (prefix: string) => (await store.list({ prefix, limit: 1 })).objects.length > 0;
  if (!(await holds('blobs/'))) return !(await holds('bodies/'));
  const { rows } = await pool.query<{ id: string }>(
    'SELECT id FROM shared.organizations ORDER BY created_at LIMIT $1',
    [ORGANIZATIONS],
  );
  for (const { id } of rows) if (await holds(`blobs/${id}/`)) return true;
  return false;
}

function foreign(config: Config, kind: StoreKind | undefined): ConfigurationError {
  const { database, server } = config;
  const { variable, where } = storePlace(config, kind);
  const here = database.url === undefined ? `in ${server.dataDir}` : 'that it names';
  return new ConfigurationError(
    database.url === undefined ? variable : 'DATABASE_URL',
    `the objects in ${where} belong to another database than the one ${here}, which would delete them as its rubbish. Set ${variable} and DATABASE_URL so that they belong together, or restore the backup that belongs to the objects.`,
  );
}

async function asConfigured<T>(config: Config, work: Promise<T>, kind?: StoreKind): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw cause instanceof StorageError ? storeRefusal(config, cause, kind) : cause;
  }
}
