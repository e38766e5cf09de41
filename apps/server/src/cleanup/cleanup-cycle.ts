import { forgetDelivered } from '../outbox/forget-delivered.ts';
import { foldStatistics } from '../portraits/statistics.ts';
import { type BodiesReport, cleanBodies } from './clean-bodies.ts';
import type { CleanupContext } from './cleanup-context.ts';
import { LONGEST_UPLOAD } from './cleanup-context.ts';
import { expireHistory } from './expire-history.ts';
import { finishErasures } from './finish-erasures.ts';
import { forgetExpired } from './forget-expired.ts';
import { queueUnreferenced } from './queue-unreferenced.ts';
import { removeOrphanObjects } from './remove-orphan-objects.ts';
import { removeTemporaryFiles } from './remove-temporary-files.ts';
import { sweepBlobs } from './sweep-blobs.ts';

/** What one cleanup did. */
export interface CleanupReport {
  /** Pictures that left the history. */
  expired: number;
  /** Pictures removed, and the bytes of their variants. */
  swept: number;
  freedBytes: number;
  /** Objects without a row that were removed. */
  orphanObjects: number;
  temporaryFiles: number;
  bodies?: BodiesReport;
  /** People whose erasure had been interrupted. */
  erasuresFinished?: number;
}

/**
 * One cleanup, step after step; any number may run at the same time, in any number of processes. With a
 * `scope` only that organization's pictures are cleaned, and what belongs to nobody is left alone.
 */
export async function cleanupCycle(context: CleanupContext): Promise<CleanupReport> {
  const report: CleanupReport = { expired: 0, swept: 0, freedBytes: 0, orphanObjects: 0, temporaryFiles: 0 };
  const { signal, db, config, scope } = context;
  const stopped = () => signal?.aborted === true;
  for (let expired = -1; expired !== 0 && !stopped(); ) {
    expired = await expireHistory(context);
    report.expired += expired;
  }
  if (!stopped()) await queueUnreferenced(context);
  for (let seen = -1; seen !== 0 && !stopped(); ) {
    const { swept, bytes, kept } = await sweepBlobs(context);
    seen = swept + kept;
    report.swept += swept;
    report.freedBytes += bytes;
  }
  if (!stopped()) report.orphanObjects = await removeOrphanObjects(context);
  if (scope !== undefined || stopped()) return report;
  const age = Math.max(config.cleanup.grace, LONGEST_UPLOAD);
  report.temporaryFiles = await removeTemporaryFiles(config.pictures.temporaryDir, age);
  // photos lie there as they were sent: no longer than they must
  report.temporaryFiles += await removeTemporaryFiles(config.photos.temporaryDir, LONGEST_UPLOAD);
  report.temporaryFiles += await context.store.removeLeftovers({ olderThan: new Date(Date.now() - age) });
  await foldStatistics(db);
  await forgetDelivered(db);
  await forgetExpired(db);
  try {
    report.bodies = await cleanBodies(context);
  } finally {
    // whatever holds up the rest
    report.erasuresFinished = await finishErasures(context);
  }
  return report;
}
