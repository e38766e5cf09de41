import { sql } from 'drizzle-orm';
import { eraseDeleted } from '../bodies/delete-avatar.ts';
import { removeExports } from '../bodies/export-avatar.ts';
import { documentStores } from '../bodies/model-documents/document-stores.ts';
import { postgresDocuments } from '../bodies/model-documents/postgres-documents.ts';
import { sweepDocuments } from '../bodies/model-documents/sweep-documents.ts';
import { BODY } from '../bodies/models.ts';
import { removeDuePhotos, removeOrphanPhotos } from '../bodies/photos/remove-photos.ts';
import { removeModels, removeOrphanBodies, removeRenditions } from '../bodies/sweep-models.ts';
import type { CleanupContext } from './cleanup-context.ts';

/** Months of analytics that have a partition before they begin. */
const AHEAD = 2;

/** What one cleanup did to bodies. */
export interface BodiesReport {
  /** Avatars whose undo window was over. */
  erased: number;
  /** Photos whose time was over, and objects of photos without a row. */
  photos: number;
  /** Models that nothing shows any more; documents and objects without one. */
  models: number;
  documents: number;
  objects: number;
}

/** Erases what was deleted long enough, removes what is left over, makes partitions, refreshes statistics. */
export async function cleanBodies(cleanup: CleanupContext): Promise<BodiesReport> {
  const { db, config } = cleanup;
  const context = { ...cleanup, documents: cleanup.documents ?? documentStores(postgresDocuments(db)) };
  const erased = await eraseDeleted(context);
  const photos = (await removeDuePhotos(context)) + (await removeOrphanPhotos(context, config.cleanup.grace));
  await removeExports(context);
  await db.execute(sql`DELETE FROM avatar.links WHERE expires_at < now()`);
  await db.execute(sql`SELECT avatar.make_analytics_partitions(${AHEAD})`);
  await db.execute(sql`REFRESH MATERIALIZED VIEW CONCURRENTLY avatar.daily_stats`);
  // bodies of earlier versions that were made documents since
  await removeRenditions(
    context,
    sql`name = ${BODY} AND EXISTS (SELECT FROM avatar.models m WHERE m.id = model_id AND m.document_engine IS NOT NULL)`,
  );
  const objects = await removeOrphanBodies(context, config.cleanup.grace);
  // last what the engine of the documents can hold up
  const models = await removeModels(context);
  const documents = await sweepDocuments(context, config.cleanup.grace);
  return { erased, photos, models, documents, objects };
}
