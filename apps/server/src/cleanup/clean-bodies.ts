import { sql } from 'drizzle-orm';
import { eraseDeleted } from '../bodies/delete-avatar.ts';
import { removeExports } from '../bodies/export-avatar.ts';
import { removeDuePhotos, removeOrphanPhotos } from '../bodies/photos/remove-photos.ts';
import { removeModels, removeOrphanBodies } from '../bodies/sweep-models.ts';
import type { CleanupContext } from './cleanup-context.ts';

/** Months of analytics that have a partition before they begin. */
const AHEAD = 2;

/** What one cleanup did to bodies. */
export interface BodiesReport {
  /** Avatars whose undo window was over. */
  erased: number;
  /** Photos whose time was over, and objects of photos without a row. */
  photos: number;
  /** Models that nothing shows any more, and objects without one. */
  models: number;
  objects: number;
}

/** Erases what was deleted long enough, removes what is left over, makes partitions, refreshes statistics. */
export async function cleanBodies(context: CleanupContext): Promise<BodiesReport> {
  const { db, config } = context;
  const erased = await eraseDeleted(context);
  const models = await removeModels(context);
  const objects = await removeOrphanBodies(context, config.cleanup.grace);
  const photos = (await removeDuePhotos(context)) + (await removeOrphanPhotos(context, config.cleanup.grace));
  await removeExports(context);
  await db.execute(sql`DELETE FROM avatar.links WHERE expires_at < now()`);
  await db.execute(sql`SELECT avatar.make_analytics_partitions(${AHEAD})`);
  await db.execute(sql`REFRESH MATERIALIZED VIEW CONCURRENTLY avatar.daily_stats`);
  return { erased, photos, models, objects };
}
