import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createDiskDriver, fallThroughDriver, type StorageDriver, StorageError } from '@likeness/storage';
import type { Pool } from 'pg';
import { secretFile } from '../auth/secret-file.ts';
import type { Config } from '../config/config.ts';
import { ConfigurationError } from '../configuration-error.ts';
import { exclusively } from './exclusively.ts';
import { s3Options } from './s3-options.ts';
import type { StoreKind } from './store-place.ts';
import { storeRefusal } from './store-refusal.ts';

/**
 * Opens the store that the configuration names; both of them while objects are moved from one to the other. Nothing
 * is asked of it yet: `checkStore` does.
 *
 * @param options.pool of the database; deletions from two stores at once need it
 *
 * @throws ConfigurationError when a folder cannot be made
 */
export async function openStore(
  config: Config,
  options: OpenStoreOptions & { pool?: () => Pool } = {},
): Promise<StorageDriver> {
  const { backend, migrateFrom } = config.storage;
  const to = await openStoreOf(config, backend, options);
  if (migrateFrom === undefined) return to;
  const from = await openStoreOf(config, migrateFrom, options);
  return fallThroughDriver({ to, from, exclusively: exclusively(options.pool ?? noPool) });
}

function noPool(): never {
  throw new Error('Nothing is deleted from two stores without the database that locks their keys');
}

export interface OpenStoreOptions {
  /** Of addresses in a folder; by default that of the data directory, which is made when there is none. */
  signingKey?: Uint8Array;
}

/** Opens one of the two stores that may be configured side by side. */
export async function openStoreOf(
  config: Config,
  kind: StoreKind,
  options: OpenStoreOptions = {},
): Promise<StorageDriver> {
  return kind === 's3' ? await openS3(config) : await openDisk(config, options);
}

/**
 * Makes sure that the store answers, and can be written.
 *
 * @throws ConfigurationError that names the setting to change
 */
export async function checkStore(config: Config, store: StorageDriver): Promise<void> {
  try {
    await store.check();
  } catch (cause) {
    throw cause instanceof StorageError ? storeRefusal(config, cause) : cause;
  }
}

async function openDisk({ server, storage }: Config, options: OpenStoreOptions): Promise<StorageDriver> {
  try {
    // ours alone when we make it; who made it before has chosen its mode
    await mkdir(storage.objectsDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new ConfigurationError(
      'UPLOAD_DIRECTORY',
      `the folder ${storage.objectsDir} cannot be made (${code}).`,
      { cause },
    );
  }
  const signingKey = options.signingKey ?? (await secretFile(join(server.dataDir, 'signing-key')));
  return createDiskDriver({ root: storage.objectsDir, signingKey });
}

async function openS3(config: Config): Promise<StorageDriver> {
  // only here: it takes a third of a second, which an installation with a folder need not wait
  const { createS3Driver } = await import('@likeness/storage/s3');
  return createS3Driver(s3Options(config));
}
