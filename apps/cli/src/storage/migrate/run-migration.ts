import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Config,
  ConfigurationError,
  createLog,
  exclusively,
  matchStore,
  openDatabase,
  openStoreOf,
  type StoreKind,
  storePlace,
} from '@likeness/server';
import type { StorageDriver } from '@likeness/storage';
import { readCheckpoint, removeCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { deleteSource } from './delete-source.ts';
import { migrateStore, verifyStores } from './migrate-store.ts';
import { migrationProgress } from './migration-progress.ts';
import { isWhole, type MigrationReport } from './migration-report.ts';

export interface RunMigration {
  from: StoreKind;
  to: StoreKind;
  concurrency: number;
  verifyOnly: boolean;
  deleteSource: boolean;
  /** JSON */
  report?: string | undefined;
  signal: AbortSignal;
}

export interface MigrationResult extends MigrationReport {
  whole: boolean;
}

/**
 * Moves the objects of an installation from one configured store to the other, while its servers run on both.
 *
 * @throws ConfigurationError when the servers' settings are not those of such a move, or a store is not the database's
 */
export async function runMigration(config: Config, options: RunMigration): Promise<MigrationResult> {
  if (!options.verifyOnly) requireLive(config, options);
  if (options.from === 's3' || options.to === 's3') requireBucket(config);
  const { concurrency, signal } = options;
  const log = createLog({ level: 'warn' });
  // Each object under way holds a connection.
  const database = { ...config.database, poolSize: Math.max(config.database.poolSize, concurrency + 2) };
  const handle = await openDatabase({
    config: { ...config, database },
    log,
    applicationName: 'storage migration',
    migrate: false,
  });
  try {
    const [from, to] = await Promise.all([
      openStoreOf(config, options.from),
      openStoreOf(config, options.to),
    ]);
    for (const [store, kind] of [
      [from, options.from],
      [to, options.to],
    ] as const) {
      await matchStore({ config, pool: handle.pool, store, kind, label: false });
    }
    const stores = { from, to, concurrency, signal };
    const progress = migrationProgress(
      process.stderr,
      options.verifyOnly ? 'Comparing' : 'Moving',
      await countOf(from),
    );
    const onObject = (told: string, { size }: { size: number }) =>
      progress.add(size, !['copied', 'present', 'gone'].includes(told));
    const file = join(config.server.dataDir, 'storage-migration.json');
    const places = {
      from: storePlace(config, options.from).where,
      to: storePlace(config, options.to).where,
    };
    let report: MigrationReport;
    try {
      report = options.verifyOnly
        ? await verifyStores({ ...stores, onObject })
        : await migrateStore({
            ...stores,
            onObject,
            exclusively: exclusively(() => handle.pool),
            after: await readCheckpoint(file, places),
            reached: (after) => writeCheckpoint(file, { ...places, after }),
          });
    } finally {
      progress.stop();
    }
    const whole = isWhole(report);
    if (whole && options.deleteSource) report.removedFromSource = await deleteSource(stores);
    if (whole && !options.verifyOnly) await removeCheckpoint(file);
    const result = { whole, ...report };
    if (options.report !== undefined) {
      await writeFile(options.report, `${JSON.stringify({ ...places, ...result }, null, 2)}\n`);
    }
    return result;
  } finally {
    await handle.close();
  }
}

/** A server without these settings would not see what was moved, or bring back what was deleted. */
function requireLive({ storage }: Config, { from, to }: RunMigration): void {
  if (storage.backend !== to) {
    throw new ConfigurationError(
      'STORAGE_BACKEND',
      `must be ${to} before objects are moved there: restart the servers with STORAGE_BACKEND=${to} and LIKENESS_STORAGE_MIGRATE_FROM=${from} first.`,
    );
  }
  if (storage.migrateFrom !== from) {
    throw new ConfigurationError(
      'LIKENESS_STORAGE_MIGRATE_FROM',
      `must be ${from} while objects are moved: restart the servers with it first.`,
    );
  }
}

function requireBucket({ s3 }: Config): void {
  if (s3.bucket === undefined) throw new ConfigurationError('S3_BUCKET_NAME', 'is needed to move objects.');
}

async function countOf(store: StorageDriver): Promise<number> {
  let count = 0;
  for (let cursor: string | undefined; ; ) {
    const page = await store.list(cursor === undefined ? {} : { cursor });
    count += page.objects.length;
    cursor = page.cursor;
    if (cursor === undefined) return count;
  }
}
