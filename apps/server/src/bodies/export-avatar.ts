import type { Compression, Lod } from '@likeness/body';
import { eq, sql } from 'drizzle-orm';
import { zipSync } from 'fflate';
import type { Principal } from '../auth/principal.ts';
import { avatars, processingJobs } from '../database/avatar-schema.ts';
import { type Database, inTransaction } from '../database/database.ts';
import { Problem } from '../errors.ts';
import { enqueueJob } from '../jobs/enqueue-job.ts';
import { priorityOf, type RunningJob } from '../jobs/job-types.ts';
import { type AvatarRow, lockAvatar, openAvatar, openMeasurements } from './avatar-rows.ts';
import type { BodiesContext } from './bodies-context.ts';
import { currentModel, keepRendition, openRendition } from './models.ts';
import { openPhotoRecord, photosOf } from './photos/photo-rows.ts';
import { rendition, servedModel } from './renditions.ts';
import { removeRenditions } from './sweep-models.ts';

export interface ExportOptions {
  lods: Lod[];
  compression: Compression;
  pose: 'a' | 't';
}

/** How long an export can be fetched. */
export const EXPORT_KEPT = "interval '24 hours'";

const nameOf = (jobId: string) => `export-${jobId}.zip`;

/**
 * Has an archive of the avatar made: models, pictures and everything that is known of it. One at a time: while one is
 * made, that one is meant. A new model ends the archives of the one before.
 *
 * @returns the job's id
 */
export async function requestExport(
  context: BodiesContext,
  principal: Principal,
  avatar: AvatarRow,
  options: ExportOptions,
): Promise<string> {
  await servedModel(context, avatar);
  return inTransaction(context.db, async (tx) => {
    await lockAvatar(tx, avatar.id);
    const { rows } = await tx.execute<{ id: string }>(sql`
      SELECT id FROM avatar.processing_jobs
      WHERE avatar_id = ${avatar.id} AND job_type = 'avatar:export' AND status IN ('queued', 'processing')`);
    if (rows[0]) return rows[0].id;
    const jobId = await enqueueJob(tx, {
      avatarId: avatar.id,
      jobType: 'avatar:export',
      priority: priorityOf(principal.role),
    });
    await tx.update(processingJobs).set({ result: { options } }).where(eq(processingJobs.id, jobId));
    return jobId;
  });
}

/** Does the job `avatar:export`. @throws Problem when a further try cannot help */
export async function exportAvatar(
  context: BodiesContext,
  job: RunningJob,
): Promise<Record<string, unknown>> {
  const { db, sealing } = context;
  await job.progress(10, 'Loading model');
  const [avatar] = await db.select().from(avatars).where(eq(avatars.id, job.avatarId));
  if (!avatar || avatar.deletedAt) throw new Problem('avatar_not_found');
  const model = await servedModel(context, avatar);
  const record = await openAvatar(sealing, avatar);
  const options = await optionsOf(db, job.id);
  const files: Record<string, Uint8Array> = {};
  for (const lod of options.lods) {
    await job.progress(20 + lod * 20, 'Optimizing model');
    job.signal.throwIfAborted();
    const { compression, pose } = options;
    files[`body-lod${lod}.glb`] = await rendition(
      context,
      model,
      { glb: { lod, compression, pose } },
      record,
    );
  }
  await job.progress(80, 'Drawing thumbnail');
  for (const angle of ['front', 'side', 'back'] as const) {
    files[`body-${angle}.png`] = await rendition(context, model, { picture: { angle, size: 512 } }, record);
  }
  const { given, result } = await openMeasurements(db, sealing, avatar);
  const { name, tags, createdAt } = avatar;
  const photos = await Promise.all(
    (await photosOf(db, avatar.id)).map(async (row) => {
      const { type, uploadedAt, processedAt, deletedAt, consentVersion, consentGiven, consentAt } = row;
      const { findings, seen } = await openPhotoRecord(context, row);
      const consent = { version: consentVersion, given: consentGiven, at: consentAt };
      return { type, uploadedAt, processedAt, deletedAt, consent, findings, seen };
    }),
  );
  const about = { name, tags, createdAt, customization: record.customization, given, result, photos };
  files['avatar.json'] = Buffer.from(`${JSON.stringify(about, undefined, 2)}\n`);
  await job.progress(95, 'Saving results');
  job.signal.throwIfAborted();
  // what is in it is compressed already
  if (!(await keepRendition(context, model, nameOf(job.id), zipSync(files, { level: 0 })))) {
    throw new Error('the model was replaced meanwhile; the next try takes the new one');
  }
  return { options, modelId: String(model.id) };
}

/**
 * The archive of a finished export.
 *
 * @throws Problem `job_not_found`, `model_not_ready` while it is made, `model_failed`
 */
export async function openExport(context: BodiesContext, avatar: AvatarRow, jobId: string): Promise<Buffer> {
  const { rows } = await context.db.execute<{ status: string }>(sql`
    SELECT status FROM avatar.processing_jobs
    WHERE id = ${jobId} AND avatar_id = ${avatar.id} AND job_type = 'avatar:export'
      AND created_at > now() - ${sql.raw(EXPORT_KEPT)}`);
  const status = rows[0]?.status;
  if (status === undefined) throw new Problem('job_not_found');
  if (status === 'failed' || status === 'cancelled') throw new Problem('model_failed');
  const model = await currentModel(context.db, avatar.id);
  const archive = model && status === 'completed' && (await openRendition(context, model, nameOf(jobId)));
  if (!archive) throw new Problem(status === 'completed' ? 'job_not_found' : 'model_not_ready');
  return archive;
}

/** Removes archives whose day is over. */
export function removeExports(context: Pick<BodiesContext, 'db' | 'store'>): Promise<number> {
  return removeRenditions(
    context,
    sql`name LIKE 'export-%' AND created_at < now() - ${sql.raw(EXPORT_KEPT)}`,
  );
}

async function optionsOf(db: Database, jobId: string): Promise<ExportOptions> {
  const [row] = await db
    .select({ result: processingJobs.result })
    .from(processingJobs)
    .where(eq(processingJobs.id, jobId));
  const options = row?.result?.options as ExportOptions | undefined;
  return options ?? { lods: [0, 1, 2], compression: 'meshopt', pose: 'a' };
}
