import type { Exclusively, ListedObject } from '@likeness/storage';
import { eachObject } from './each-object.ts';
import { count, emptyReport, type MigrationReport, type Told } from './migration-report.ts';
import { missingObjects } from './missing-objects.ts';
import { compareObject, moveObject, type Stores } from './move-object.ts';

export interface VerifyStores extends Stores {
  /** objects at once */
  concurrency: number;
  signal?: AbortSignal | undefined;
  onObject?(told: Told, object: ListedObject): void;
}

export interface MigrateStore extends VerifyStores {
  exclusively: Exclusively;
  /** Every object up to this key was moved before. */
  after?: string | undefined;
  /** Called when every object up to a key is in the new store, and was compared. */
  reached?(key: string): Promise<void>;
}

/** Passes over what is missing after the first. */
const PASSES = 3;

/**
 * Moves every object of the old store that the new one has not, and compares each. At the end it looks whether any is
 * missing, and moves it: what somebody still wrote to the old store is found then.
 */
export async function migrateStore(options: MigrateStore): Promise<MigrationReport> {
  const { from, after, concurrency, signal, reached } = options;
  const report = emptyReport();
  const act = (object: ListedObject) => moveOne(options, object, report);
  await eachObject({
    store: from,
    after,
    concurrency,
    signal,
    act,
    async reached(key) {
      // One that failed is tried again by the next run.
      if (report.failed === 0) await reached?.(key);
    },
  });
  for (let pass = 1; report.failed === 0; pass++) {
    const missing = await missingObjects(options);
    if (missing.length === 0) break;
    if (pass > PASSES) {
      for (const object of missing) count(report, 'missing', object, 'is in the old store only');
      break;
    }
    for (const object of missing) await act(object);
  }
  return report;
}

async function moveOne(options: MigrateStore, object: ListedObject, report: MigrationReport): Promise<void> {
  let told: Told = 'failed';
  let finding: string | undefined;
  try {
    told = await moveObject(options, object.key, options.signal);
    if (told === 'differs') finding = 'the new store has another object under this key';
  } catch (error) {
    options.signal?.throwIfAborted();
    finding = error instanceof Error ? error.message : String(error);
  }
  count(report, told, object, finding);
  options.onObject?.(told, object);
}

const VERDICTS = {
  same: ['present', undefined],
  gone: ['gone', undefined],
  differs: ['differs', 'the new store has another object under this key'],
  missing: ['missing', 'is in the old store only'],
} as const;

/** Compares every object of the old store with the new one's, and changes nothing. */
export async function verifyStores(options: VerifyStores): Promise<MigrationReport> {
  const { from, concurrency, signal } = options;
  const report = emptyReport();
  await eachObject({
    store: from,
    concurrency,
    signal,
    async act(object) {
      const [told, finding] = VERDICTS[await compareObject(options, object.key, signal)];
      count(report, told, object, finding);
      options.onObject?.(told, object);
    },
  });
  return report;
}
